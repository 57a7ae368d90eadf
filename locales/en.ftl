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

cli-unknown-code = there is no diagnostic with the code `{ $code }`
