//! The limits of the web server that often stands before a base.

use crate::endpoint::emulate::{Request, Response, percent_decode};

/// The longest query, as it comes over the wire.
const LONGEST_QUERY: usize = 2048;

/// The longest step of a path, decoded.
const LONGEST_STEP: usize = 260;

/// The server's own page for a request that it does not let through.
pub(super) fn refused(request: &Request) -> Option<Response> {
    let steps = request.path.split('/').map(percent_decode);
    if steps.into_iter().any(|step| step.chars().count() > LONGEST_STEP) {
        return Some(page(400, "Bad Request - Invalid URL"));
    }
    (request.query.len() > LONGEST_QUERY).then(|| page(404, "HTTP Error 404.15 - Not Found"))
}

fn page(status: u16, title: &str) -> Response {
    let body = format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><HTML><HEAD><TITLE>{title}</TITLE></HEAD>\
         <BODY><h2>{title}</h2></BODY></HTML>"
    );
    Response::new(status, "text/html; charset=us-ascii", body)
}
