//! One of the systems, as the exchange sees it.

use super::erp;
use super::world::{Call, Fault, Name, World};
use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload, Pending,
    Query, Source, Write, Written,
};
use crate::journal::{IntentState, JournalReader, LaneKey};
use crate::sync::simulation::exchange::lanes;

/// A system in memory.
pub(super) struct System<'a> {
    pub(super) world: World,
    pub(super) name: Name,
    pub(super) journal: &'a JournalReader,
    /// Whether it is written: then an old state that it shows is refused when it is written to.
    pub(super) target: bool,
}

impl System<'_> {
    /// Nothing may be sent that is not stored as sent: invariant I6.
    fn call(&self, write: &Write) -> Call {
        for lane in lanes(&self.world.state()) {
            let open = self.journal.open_intents(&lane).unwrap();
            let sent = open.iter().find(|intent| {
                intent.state == IntentState::Sent
                    && *intent.entity == *write.entity
                    && intent.key.as_deref() == write.key.as_deref()
                    && intent.body.as_deref() == Some(&*write.body)
            });
            if let Some(intent) = sent {
                let (intent, write, system) = (intent.id, write.clone(), self.name);
                return Call { lane, intent, system, write };
            }
        }
        panic!("a call without an intent: {write:?}");
    }

    fn named(&self, what: &str, entity: &str) -> String {
        format!("{what} {:?} {entity}", self.name)
    }

    fn chosen(&self, query: &Query) -> Answer<Vec<Payload>> {
        let mut state = self.world.state();
        if state.troubled && state.dice.once_in(24) {
            return Err(EndpointError::new(ErrorKind::Transient, "read", "cut"));
        }
        Ok(match self.name {
            Name::Erp => {
                let orders = query.entity == erp::ORDER && self.target;
                let stale = state.troubled && orders && state.dice.once_in(8);
                state.erp.chosen(query, true, stale)
            }
            Name::Crm => {
                let found = state.crm.store.chosen(query, false, false);
                state.look(&found);
                found
            }
        })
    }
}

impl Source for System<'_> {
    fn capability(&self) -> Capability {
        let is_erp = self.name == Name::Erp;
        Capability {
            changes: true,
            compares: is_erp,
            filter: true,
            own_keys: is_erp,
            write: true,
            post: is_erp,
            by_owner: false,
            batch: 20,
        }
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(async move {
            self.world.boundary(&self.named("ask", entity)).await;
            let answer = {
                let state = self.world.state();
                let Cursor::After(after) = cursor else { panic!("{cursor:?}") };
                match self.name {
                    Name::Erp => {
                        let changes = erp::changes(&state.erp, entity);
                        Changes { changes, next: cursor.clone(), more: false }
                    }
                    Name::Crm => {
                        let (changes, next, more) =
                            state.crm.changes(entity, after.parse().unwrap());
                        Changes { changes, next: Cursor::After(next.to_string()), more }
                    }
                }
            };
            self.world.boundary(&self.named("told", entity)).await;
            Ok(answer)
        })
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(async move {
            self.world.boundary(&self.named("read", &query.entity)).await;
            let answer = self.chosen(query);
            self.world.boundary(&self.named("seen", &query.entity)).await;
            answer
        })
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        panic!("nobody asks for {what}")
    }
}

impl Endpoint for System<'_> {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(async move {
            let call = self.call(write);
            let name = format!("{:?} {}", write.kind, write.entity);
            self.world.state().calls.push(call.clone());
            self.world.boundary(&format!("send {name}")).await;
            let trouble = |kind| Err(EndpointError::new(kind, "write", format!("{kind:?}")));
            let answer = {
                let mut state = self.world.state();
                let fault = state.faults.pop_front().unwrap_or(Fault::None);
                if fault != Fault::None {
                    state.story.push(format!("   {fault:?}"));
                }
                match fault {
                    Fault::None => state.land(call),
                    Fault::Cut => trouble(ErrorKind::Transient),
                    Fault::Lose => {
                        let _ = state.land(call);
                        trouble(ErrorKind::Transient)
                    }
                    Fault::Late(span) => {
                        state.delay(span, call);
                        trouble(ErrorKind::Transient)
                    }
                    Fault::Limit => trouble(ErrorKind::Limit),
                    Fault::Reject => trouble(ErrorKind::Rejected),
                    Fault::Conflict => trouble(ErrorKind::Conflict),
                }
            };
            self.world.boundary(&format!("answer {name}")).await;
            answer
        })
    }
}

/// The lane of a record in a flow.
pub(super) fn lane(flow: &str, entity: &str, key: &str) -> LaneKey {
    LaneKey { flow: flow.into(), entity: entity.into(), key: key.into() }
}
