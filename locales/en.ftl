### English. The same ids, attributes and variables as in ru.ftl; a test holds it.
###
### A code:      T204 = a reference of one system cannot be written into another
###                  .about = What it means, for `obmen explain`.
###                  .left = words of the label or hint that the check names `left`
### A section per stage below; interface messages (`say`) come last, under "Interface".
### Wording: lower case, no full stop, names in backticks, facts first; a hint says what to do.

## S syntax

## N names

## T types

## C completeness

## P project files

## R run time

## E systems and journal

## Interface

diag-error = error
diag-warning = warning
diag-note = note
diag-fix = fix
diag-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errors
}
diag-warnings = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
diag-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}

cli-heading-usage = usage
cli-heading-commands = Commands
cli-heading-options = Options
cli-heading-common = Common options
cli-heading-arguments = Arguments

cli-value-options = { "[" }OPTIONS]
cli-value-command = COMMAND
cli-value-dir = DIR
cli-value-lang = LANG
cli-value-when = WHEN
cli-value-level = LEVEL
cli-value-format = FORMAT
cli-value-jsonpath = JSONPATH
cli-value-name = NAME
cli-value-flow = FLOW
cli-value-number = NUMBER
cli-value-id = ID
cli-value-file = FILE
cli-value-class = CLASS
cli-value-what = WHAT
cli-value-table = TABLE
cli-value-address = ADDRESS
cli-value-fault = FAULT
cli-value-stage = STAGE
cli-value-scene = SCENE

cli-about-obmen = Exchange between 1C:Enterprise and RetailCRM by mapping files
cli-about-obmen-init = Write a project that passes `check`
cli-about-obmen-check = Check mappings, tables and settings without running anything
cli-about-obmen-plan = Show field by field what an exchange would change; writes nothing
cli-about-obmen-run = Run the exchange
cli-about-obmen-test = Run the tests of mappings on samples
cli-about-obmen-fmt = Bring mapping files into canonical layout
cli-about-obmen-explain = Explain a diagnostic by its code, or the value of a record's field
cli-about-obmen-tables = Correspondence tables
cli-about-obmen-tables-pull = Fill tables from the system's dictionaries
cli-about-obmen-schema = Schemas of the systems
cli-about-obmen-schema-pull = Fetch $metadata and dictionaries into `schema/`
cli-about-obmen-sandbox = Serve the project's embedded systems over HTTP
cli-about-obmen-sandbox-play = Make the edits of a scene in the embedded systems
cli-about-obmen-dump = Show a stage of a file's compilation, for programmers

cli-arg-help = Show this help
cli-arg-version = Show the version
cli-arg-directory = The project's folder (the current one by default)
cli-arg-lang = Language of messages: ru or en (from OBMEN_LANG or the locale by default)
cli-arg-color = Colours: auto, never, always
cli-arg-log = How much of the log: error, warn, info, debug, trace (warn by default)
cli-arg-folder = The project's folder
cli-arg-obmen-init-folder = The new folder
cli-arg-config = Use the shipped mappings for a configuration of 1C: unf3
cli-arg-live = Refresh schemas and dictionaries from the systems and report drift
cli-arg-format = Form of the answer: text or json
cli-arg-check-format = Form of the answer: text, json or sarif
cli-arg-query = Show only what this path finds; needs json
cli-arg-flows = Flows (all enabled ones by default); the project's folder may stand first
cli-arg-order = Only the record of this number
cli-arg-id = Only the record of this id
cli-arg-out = Save the plan to a file
cli-arg-fail-on = Fail on records of these classes: create, edit, hold, conflict, skip, warn
cli-arg-by = Group the changes: rule
cli-arg-explain = Show where each value came from
cli-arg-exit-zero = End with 0 although there are changes or held records
cli-arg-yes = Ask for no confirmation
cli-arg-full = Bulk flows send all, not only what changed
cli-arg-names = What to test (everything by default); the project's folder may stand first
cli-arg-review = Show each differing snapshot and ask whether to accept it
cli-arg-accept = Accept differing snapshots
cli-arg-junit = Write the results to a JUnit file
cli-arg-files = Files (all mappings of the project by default)
cli-arg-check = Change nothing, only look; ends with 2 if a layout differs
cli-arg-keywords = Rewrite the keywords: ru or en
cli-arg-words = The code of a diagnostic; or a record and a field
cli-arg-obmen-sandbox-play-words = The scene; the project's folder may stand before it
cli-arg-tables = Tables (all that have a `pull` by default)
cli-arg-crm = Address of RetailCRM (127.0.0.1:8801 by default)
cli-arg-erp = Address of 1C (127.0.0.1:8802 by default)
cli-arg-fault = A fault to show: KIND[@OPERATION][xN]; may be given several times
cli-arg-reset = Start from the first data again
cli-arg-stage = The stage: ast, checked, program
cli-arg-file = The mapping file

cli-mistake-command = there is no command `{ $argument }`
cli-mistake-no-command = no command is given
cli-mistake-argument = unexpected argument `{ $argument }`
cli-mistake-missing = missing: { $argument }
cli-mistake-conflict = `{ $argument }` does not go together with `{ $value }`
cli-mistake-utf8 = an argument is not UTF-8
cli-mistake-count = `{ $argument }` takes another number of values
cli-mistake-no-value = `{ $argument }` has no value
cli-mistake-value = the value `{ $value }` does not fit `{ $argument }`
cli-mistake-meant = { "  " }perhaps meant: { $meant }
cli-mistake-known = { "  " }possible values: { $known }
cli-mistake-more = { "  " }more: { $command } --help

cli-unknown-code = there is no diagnostic with the code `{ $code }`
cli-not-built = this command is not in this build
cli-no-file = there is no file `{ $file }`
cli-not-utf8 = the file `{ $file }` is not UTF-8: { $error }
cli-not-read = the file `{ $file }` cannot be read: { $error }
cli-not-written = the file `{ $file }` was not written: { $error }
cli-no-project = the folder `{ $folder }` has no obmen.yaml
cli-one-scene = one scene is needed, given: { $words }
cli-query-needs-json = `--query` works with `--format json` only
cli-query = the path `{ $query }` cannot be read: { $error }
cli-yes-no = y/n

explain-wrong = wrong
explain-right = right

fmt-no-files = there are no mapping files (*.obmen)
