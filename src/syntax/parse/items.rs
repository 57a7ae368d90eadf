//! Declarations.

use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Comment, Const, File, Flow, Item, ItemKind, Keywords, Map, Match, Name, Override, Param, Serve,
    Setting, Side, Table, Test, Use,
};
use crate::syntax::parse::faults::Place;
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, read, unexpected};
use crate::syntax::parse::reader::{Reader, is_arrow};

/// The version of the language that is read here.
const LANG: u32 = 1;

/// The head and the block of a declaration.
struct Declared<'i> {
    head: Option<Node<'i>>,
    body: Option<Node<'i>>,
}

impl<'i> Reader<'i> {
    /// The whole file.
    pub(super) fn file(
        &mut self,
        node: Node<'i>,
        keywords: Keywords,
        comments: Vec<Comment>,
    ) -> File {
        let mut file = File {
            id: self.id,
            lang: None,
            keywords,
            items: Vec::new(),
            comments,
            conditions: Vec::new(),
            text: Box::default(),
        };
        let mut after_bad = false;
        for item in Parts::of(node) {
            let span = self.at(&item);
            self.unclosed = false;
            let node = only(item);
            let bad = node.as_rule() == Rule::bad_item;
            match node.as_rule() {
                Rule::lang => self.lang(node, span, &mut file),
                // What follows a declaration that nobody understood is part of the same trouble.
                Rule::bad_item
                    if after_bad
                        && self.misspelt_item(span).is_none()
                        && !self.declares_by_look(span) =>
                {
                    file.items.push(broken(span));
                }
                Rule::bad_item => {
                    let kind = self.bad_item(span);
                    file.items.push(Item { kind, span });
                }
                _ => {
                    let kind = self.item(node, span);
                    file.items.push(Item { kind, span });
                }
            }
            after_bad = bad;
        }
        file
    }

    fn lang(&mut self, node: Node<'i>, span: Span, file: &mut File) {
        let declared = self.declared(node, Place::Lang, span);
        let Some(number) = declared.head else { return file.items.push(broken(span)) };
        let place = self.at(&number);
        let said = match (number.as_str().parse(), &file.lang) {
            (Ok(version), None) => {
                file.lang = Some(Spanned::new(version, place));
                if version != LANG {
                    let unknown = Diagnostic::new(&codes::S134, place);
                    let unknown = unknown.arg("found", number.as_str());
                    self.report(unknown.fix("known", place, LANG.to_string()));
                }
                return;
            }
            (Ok(_), Some(first)) => Diagnostic::new(&codes::S107, place)
                .arg("word", "lang")
                .label(first.span, "first")
                .fix("drop", place, ""),
            (Err(_), _) => {
                Diagnostic::new(&codes::S100, place).arg("found", number.as_str()).at("number")
            }
        };
        self.report(said);
        file.items.push(broken(span));
    }

    pub(super) fn item(&mut self, node: Node<'i>, span: Span) -> ItemKind {
        let read = match node.as_rule() {
            Rule::use_item | Rule::only_use_rest => self.use_item(node, span),
            Rule::side | Rule::only_side_rest => self.side(node, span),
            Rule::constant | Rule::only_const_rest => self.constant(node, span),
            Rule::setting | Rule::only_setting_rest => self.setting(node, span),
            Rule::table | Rule::only_table_rest => self.table(node, span),
            Rule::matching | Rule::only_match_rest => self.matching(node, span),
            Rule::map | Rule::only_map_rest => self.map(node, span),
            Rule::overriding | Rule::only_override_rest => self.overriding(node, span),
            Rule::flow | Rule::only_flow_rest => self.flow(node, span),
            Rule::serve | Rule::only_serve_rest => self.serve(node, span),
            Rule::test | Rule::only_test_rest => self.test(node, span),
            // Of a misspelt `lang` the number says nothing new.
            Rule::only_lang_rest => None,
            _ => unexpected(&node),
        };
        read.unwrap_or(ItemKind::Broken)
    }

    /// Splits a declaration; a bad head is reported here and absent.
    fn declared(&mut self, node: Node<'i>, place: Place, span: Span) -> Declared<'i> {
        let mut declared = Declared { head: None, body: None };
        for part in Parts::of(node) {
            match part.as_rule() {
                // The keyword that is none was told, and one can tell little more.
                Rule::bad_head if self.misspelt => {}
                Rule::bad_head => {
                    let head = span.to(self.at(&part));
                    let head = Span { end: self.at(&part).end.max(span.start), ..head };
                    let head = self.span(self.slice(head));
                    self.fault(place, head);
                    // A head without its colon says all the same what its block is of.
                    let torn = place.without_colon();
                    declared.head = torn.and_then(|rule| read(rule, part.as_str().trim()).ok());
                }
                Rule::tail => self.block_fault(span, &part),
                Rule::rules
                | Rule::steps
                | Rule::lines
                | Rule::steps_of_match
                | Rule::options
                | Rule::test_lines => declared.body = Some(part),
                _ => declared.head = Some(part),
            }
        }
        declared
    }

    fn use_item(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let target = self.declared(node, Place::Use, span).head?;
        Some(ItemKind::Use(match target.as_rule() {
            Rule::plain => Use::File(self.plain(&target)),
            _ => Use::Shipped(self.path(target)),
        }))
    }

    fn side(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Side, span);
        let options = body.map_or_else(Vec::new, |body| self.options(body));
        let mut head = Parts::of(head?);
        let name = self.name(&head.need());
        let system = self.name(&head.need());
        let mut words = Vec::new();
        while let Some(word) = head.optional(Rule::name) {
            words.push(self.name(&word));
        }
        let schema = head.next().map(|file| self.plain(&file));
        Some(ItemKind::Side(Side { name, system, words, schema, options }))
    }

    fn constant(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let mut head = Parts::of(self.declared(node, Place::Const, span).head?);
        Some(ItemKind::Const(Const {
            name: self.declared_name(&head.need()),
            ty: self.type_expr(head.need()),
            label: head.optional(Rule::plain).map(|label| self.plain(&label)),
            filter: head.optional(Rule::filter).map(|part| self.clause(part)),
        }))
    }

    fn setting(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let mut head = Parts::of(self.declared(node, Place::Setting, span).head?);
        Some(ItemKind::Setting(Setting {
            name: self.declared_name(&head.need()),
            ty: self.type_expr(head.need()),
            default: head.optional(Rule::initial).map(|part| self.clause(part)),
            label: head.optional(Rule::plain).map(|label| self.plain(&label)),
            when: head.optional(Rule::when).map(|part| self.clause(part)),
        }))
    }

    fn table(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Table, span);
        let body = body.map_or_else(Vec::new, |body| self.table_lines(body));
        let mut head = Parts::of(head?);
        let name = self.declared_name(&head.need());
        let left = self.type_expr(head.need());
        let arrow = head.peek().is_some_and(is_arrow);
        let right = arrow.then(|| (self.arrow(&head.need()), self.type_expr(head.need())));
        let from = head.next().map(|part| self.only_plain(part));
        Some(ItemKind::Table(Table { name, left, right, from, body }))
    }

    fn matching(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Match, span);
        let body = body.map_or_else(Vec::new, |body| self.match_lines(body));
        let mut head = Parts::of(head?);
        let name = self.declared_name(&head.need());
        let left = self.type_expr(head.need());
        let arrow = self.arrow(&head.need());
        let right = self.type_expr(head.need());
        Some(ItemKind::Match(Match { name, left, right, arrow, body }))
    }

    fn map(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, mut body } = self.declared(node, Place::Map, span);
        let mut rules = |reader: &mut Reader<'i>, arrow| {
            let body = body.take();
            body.map_or_else(Vec::new, |body| reader.under(arrow, |reader| reader.rules(body)))
        };
        let Some(head) = head else {
            rules(self, None);
            return None;
        };
        let mut head = Parts::of(head);
        let name = self.declared_name(&head.need());
        let left = self.type_expr(head.need());
        let arrow = self.arrow(&head.need());
        let right = self.type_expr(head.need());
        let body = rules(self, Some(arrow.node));
        Some(ItemKind::Map(Map { name, left, arrow, right, body }))
    }

    fn overriding(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Override, span);
        self.overriding = true;
        let body = body.map_or_else(Vec::new, |body| self.rules(body));
        self.overriding = false;
        Some(ItemKind::Override(Override { name: self.name(&head?), body }))
    }

    fn flow(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Flow, span);
        let steps = body.map_or_else(Vec::new, |body| self.steps(body));
        let mut head = Parts::of(head?);
        Some(ItemKind::Flow(Flow {
            name: self.declared_name(&head.need()),
            left: self.name(&head.need()),
            arrow: self.arrow(&head.need()),
            right: self.name(&head.need()),
            label: head.next().map(|label| self.plain(&label)),
            steps,
        }))
    }

    fn serve(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Serve, span);
        let steps = body.map_or_else(Vec::new, |body| self.steps(body));
        let mut head = Parts::of(head?);
        let name = self.declared_name(&head.need());
        let params = head.optional(Rule::params).map_or_else(Vec::new, |part| self.params(part));
        let left = self.name(&head.need());
        let arrow = head.peek().is_some_and(is_arrow);
        let right = arrow.then(|| (self.arrow(&head.need()), self.name(&head.need())));
        let label = head.next().map(|label| self.plain(&label));
        Some(ItemKind::Serve(Serve { name, params, left, right, label, steps }))
    }

    fn params(&mut self, node: Node<'i>) -> Vec<Param> {
        let mut params = Vec::new();
        for part in Parts::of(node) {
            let mut parts = Parts::of(part);
            params.push(Param {
                name: self.declared_name(&parts.need()),
                ty: self.type_expr(parts.need()),
                default: parts.next().map(|part| self.clause(part)),
            });
        }
        params
    }

    fn test(&mut self, node: Node<'i>, span: Span) -> Option<ItemKind> {
        let Declared { head, body } = self.declared(node, Place::Test, span);
        let body = body.map_or_else(Vec::new, |body| self.test_lines(body));
        let mut head = Parts::of(head?);
        let name = self.name(&head.need());
        Some(ItemKind::Test(Test {
            name,
            label: head.next().map(|label| self.plain(&label)),
            body,
        }))
    }

    /// A name that is given here.
    fn declared_name(&mut self, node: &Node<'i>) -> Name {
        let name = self.name(node);
        self.taken(&name);
        name
    }
}

fn broken(span: Span) -> Item {
    Item { kind: ItemKind::Broken, span }
}
