//! Both records as they stood when a plan was made, for what carrying it out agrees on.

use crate::program::Toward;
use crate::sync::draft::Draft;
use crate::sync::encode::rewound;
use crate::sync::overlay::Overlay;
use crate::sync::plan::{Action, Seen};
use crate::sync::record::Drawn;
use crate::sync::world::{PlanError, World};
use crate::sync::wrote::Wrote;

/// The records of which the way back has something to learn: those that are written, and those
/// that are found as this program alone can have left them.
pub(crate) fn seen(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    plan: &Drawn,
    bases: Option<&str>,
) -> Result<Option<Box<Seen>>, PlanError> {
    let record = &plan.record;
    let (Some(work), true) = (&plan.work, !record.steps.is_empty() || record.base.is_some()) else {
        return Ok(None);
    };
    let source = draft.payload.clone();
    if record.action == Action::Create {
        return Ok(Some(Box::new(Seen { source, before: None, now: None, wrote: None })));
    }
    let Some(key) = record.target.key.as_deref() else { return Ok(None) };
    let target = overlay.payload(draft.program.target, key).cloned();
    let (toward, layout) = (draft.program.toward, &draft.program.layout);
    // What a killed run has written is not what stood there before.
    let ours = match bases {
        Some(_) => !work.difference.ahead.is_empty() && !work.difference.foreign,
        None => {
            let left = if toward == Toward::Left { key } else { &*draft.payload.key };
            let created = world.memory.created(&record.map, left, toward);
            created.map_err(PlanError::Journal)?
        }
    };
    let written = !record.steps.is_empty();
    let wrote = work.present.as_ref().map(|present| {
        let wrote = Wrote::of(&draft.program.layout, &work.difference, present);
        (present.clone(), wrote)
    });
    Ok((ours || written).then(|| {
        let before = target.clone().filter(|_| !ours).map(|target| match &work.present {
            Some(present) => {
                rewound(&world.dialect(toward), layout, &work.difference, present, target)
            }
            None => target,
        });
        let now = target.filter(|_| work.difference.is_empty());
        Box::new(Seen { source, before, now, wrote })
    }))
}
