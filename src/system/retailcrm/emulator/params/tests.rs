//! Tests: parameters as PHP reads them: `filter[ids][]=1` becomes `{"filter": {"ids": ["1"]}}`.

use serde_json::json;

use super::*;

#[test]
fn brackets_nest() {
    let query =
        "filter%5Bids%5D%5B%5D=1&filter[ids][]=2&filter[customFields][code][min]=3&limit=20";
    let request = Request { query: query.to_owned(), ..Request::default() };
    let filter = json!({"ids": {"0": "1", "1": "2"}, "customFields": {"code": {"min": "3"}}});
    assert_eq!(read(&request).unwrap(), json!({"filter": filter, "limit": "20"}));
}

#[test]
fn forms_come_in_both_encodings() {
    let expected = json!({"site": "main", "order": "{\"a\": 1}"});
    let post = |kind: &str, body: &str| Request {
        method: "POST".to_owned(),
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body: body.as_bytes().to_vec(),
        ..Request::default()
    };
    let form = post("application/x-www-form-urlencoded", "site=main&order=%7B%22a%22%3A+1%7D");
    assert_eq!(read(&form).unwrap(), expected);
    let body = "--X\r\nContent-Disposition: form-data; name=\"site\"\r\n\r\nmain\r\n\
                --X\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n{\"a\": 1}\r\n--X--\r\n";
    assert_eq!(read(&post("multipart/form-data; boundary=X", body)).unwrap(), expected);
}
