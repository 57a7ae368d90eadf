### English. The same ids, attributes and variables as in ru.ftl; a test holds it.
###
### A code:      T204 = a reference of one system cannot be written into another
###                  .about = What it means, for `obmen explain`.
###                  .remedy = what to do where nothing nearer is known; has no variables
###                  .left = words of the label or hint that the check names `left`
### A section per stage below; interface messages (`say`) come last, under "Interface".
### Wording: lower case, no full stop, names in backticks, facts first; a hint says what to do.

## S syntax

S001 = the file is longer than { $most } bytes
    .about = No mapping file is that long: it is likely the wrong file. It is not read at all.
    .remedy = look in obmen.yaml whether it is the right file; a long mapping is split into several, taken in by use
S002 = { $kind ->
    [sign] more than { $most } signs `-` or `not` stand in a row
   *[other] brackets nest deeper than { $most } levels
}
    .about = No mapping nests that deep. The file is not read until the bracket or sign is found and mended.
    .remedy = look before this place for a bracket without a partner or a sign too many; let splits a long expression
S003 = and { $rest ->
    [one] { $rest } more finding
   *[other] { $rest } more findings
} in this file
    .about = Only the first hundred findings of a file are shown, errors before others: one correction often removes many.
    .remedy = mend those shown and check again
S004 = the expression has too many parts
    .about = No expression has that many operators or fields in a row. `let` splits a long one into parts.
    .remedy = split it into parts: let <- part = expression
S100 = { $found ->
    [end] the line ends too early
   *[other] `{ $found }` does not fit here
}
    .about = The language allows something else at this place; the label says what. The rest of the file was read.
    .hole = a hole holds a field: {"{"}field{"}"}; the brackets themselves are doubled: {"{{"} {"}}"}
    .labels = a branch has one label: "a": x; "b": x
    .compare = a label is a value, not a comparison; by a condition: choose condition { "{" } true: ...; false: ... { "}" }
    .after = behind `{ $word }` stands { $what ->
        [via] the name of a table, a match or a function
        [then] position
        [by] the field that tells rows apart, or position
        [owner] a side, erp or crm, or hold
       *[value] a value or condition
    }, on the same line
    .codes = the `else` of a table is an outcome: else: { $hold } "no counterpart"; a value for all other codes is a row: { $row }
    .value = expected a value: a field, a text, a number or a function
    .arrow = expected an arrow: `<-`, `->` or `<->`
    .type = expected a type
    .literal = expected a code in quotes, a number, `true`, `false` or `empty`
    .outcome = expected an outcome: `skip`, `hold`, `stop`, `keep`, `warn`, `create` or `retry`
    .assign = expected `=`
    .equal = expected `==`
    .colon = expected `:`
    .brace = expected `{ "{" }`
    .close-brace = expected another branch or `{ "}" }`
    .close-paren = expected a comma or `)`
    .close-bracket = expected `]`
    .name = expected a name
    .text = expected a text in quotes
    .number = expected a number
    .modifier = expected a modifier of the rule or the end of the line
    .keyword = expected a keyword
    .expectation = expected a condition, an outcome or `snapshot`
    .given = expected a file in quotes, or `=` and a value
    .known = expected `known`: `if known`
    .error-class = expected a class of errors: `transient`, `rejected`, `conflict`, `missing`, `bad-data` or `limit`
    .by = expected `by` and the key of a row, a modifier or `{ "{" }`
    .upsert = expected `from`, `into` or the end of the line
    .table-line = expected a row of the table, `pull`, `no rows:` or `else:`
    .step = expected a step: `enabled`, `from`, `skip`, `upsert`, `post`, `each`, `call`, `let`, `check`, `say`, `show` or `on error`
    .test-line = expected `given`, `expect` or `law`
    .when = expected `when` and a condition
    .operator = expected an operator or the end of the line
    .duration = expected a duration: `15m`, `30s`
    .else = expected `else:` and an outcome
    .end = expected the end of the line
    .rule = expected a rule: a field, an arrow and a value; or `each`, `let`, `check`
    .default = expected a value, `clear` or an outcome: `skip`, `hold`, `stop`, `keep`, `warn`
    .version = expected the version of the API: `v5`
    .branch = expected a branch: `"code": value` or `true: value`
    .joined = a name is one word, with a blank it stands in backticks
    .tuple = put the values into brackets
    .side = as a whole: side crm = retailcrm v5, side erp = odata "schema/base.edmx"
    .const = as a whole: const Name: type "what it is"
    .setting = as a whole: setting Name: bool = false "what it is"
    .table = as a whole: table Name: erp.Catalog_X <- crm.statuses {"{"} ... {"}"}
    .match = as a whole: match Name: erp.Catalog_X <-> crm.customer {"{"} ... {"}"}
    .map = as a whole: map Name: erp.Document_X <- crm.order {"{"} ... {"}"}
    .flow = as a whole: flow Name: erp <- crm "what it is" {"{"} ... {"}"}
    .test = as a whole: test Name "what is tested" {"{"} ... {"}"}
S101 = unknown declaration `{ $found }`
    .about = A file is a list of declarations; each begins with its word: `side`, `const`, `setting`, `table`, `match`, `map`, `flow`, `serve`, `test`, and also `lang`, `use` and `override`.
    .write = this word may be meant
    .words = begin the declaration with one of: { $words }
S102 = the block is not closed: `{ $head }`
    .about = No closing brace of this block stands before the next declaration. The block named is the one whose indentation does not fit.
    .close = add `{ "}" }` at the end of the block
S103 = something follows the block: `{ $found }`
    .about = A line ends with the closing brace. The next statement begins on a new line or after `;`.
    .newline = begin a new line or put `;`
S104 = the statement stands outside of any block
    .about = Rules and steps stand inside `map`, `flow` and other declarations. Often a closing brace above is one too many.
    .inside = move it into a declaration; look for a brace too many above
S105 = a brace too many: `{ "}" }`
    .about = This brace closes nothing: all blocks above are closed already.
    .drop = remove the brace
S106 = the heading has no block `{ "{" } ... { "}" }`
    .about = This declaration or statement is a heading and a block. The brace stands on the line of the heading.
    .write = open the block on the same line
S107 = `{ $word }` stands twice
    .about = A clause is written once: of two, nobody knows which counts.
    .remedy = keep one of the two
    .drop = drop the second
    .first = first here
S108 = the clause belongs to another outcome
    .about = `attempts` and `backoff` belong to `retry`, a final `retry 15m` to `hold`, `via` to `create`.
    .remedy = keep what belongs to the outcome: retry attempts 5 backoff 30s, hold "reason" retry 15m, create via Map
S109 = the name `{ $name }` is taken by the language
    .about = `up`, `result`, `rows`, `kind`, `const`, `setting`, `table` and their Russian twins name scopes in expressions. Another name is spelt otherwise or stands in backticks.
    .quote = put the name in backticks or choose another
S110 = `{ $found }` in the place of an arrow
    .about = Rules, rows and headings have an arrow, which shows where the data goes. `<-` writes to the left, `->` to the right, `<->` both ways.
    .write = write it so
S111 = `{ $found }` in the place of `{ $operator }`
    .about = Conditions compare by `==` and `!=`.
    .write = write it so
S112 = unknown word `{ $found }`
    .about = A keyword stands at this place, and what is written resembles one.
    .write = this word may be meant
S113 = the line begins with `{ $found }`
    .about = A newline ends a rule, so its arrow and modifiers stand on its line. Lines may break after an opening bracket, a comma and an operator.
    .join = move it to the end of the line before
S114 = `{ $word }` lacks its colon
    .about = What follows from a case stands after a colon: `else: skip "..."`, `none: create`.
    .write = write it so
S115 = the label `{ $label }` has no quotes
    .about = Labels of `choose` are values: codes in quotes, numbers, `true`, `false`, `empty`, or `else`.
    .write = write it so
S116 = the keyword `{ $found }` has a capital letter
    .about = Keywords are lower case; capital letters are for names.
    .write = write it so
S117 = a comma between the branches of `choose`
    .about = Branches of `choose` are separated by `;` or a newline.
    .write = write it so
S118 = the optional part of the text has no hole
    .about = A part of a text in `[...]` falls away when a hole in it is absent. Without a hole it means nothing; the characters are `[[` and `]]`.
    .double = double the brackets if they are mere characters
S119 = `{ $mark }` without a partner in a text
    .about = In a text `{ "{" }field{ "}" }` is a hole and `[...]` an optional part. The characters themselves are doubled.
    .close = close the bracket
    .double = double the mark if it is a mere character
S120 = the text is left open
    .about = A text ends with a quote on the same line. A quote inside is doubled; a hole holds none.
    .close = add the quote at the end of the text
    .open = add the quote at the beginning of the text
    .inner = a quote inside a text is doubled
    .double = double the quotes inside
S121 = quotes of another kind: { $found }
    .about = Texts and codes stand in straight double quotes: "...". Other quotes may stand inside a text.
    .write = write it so
S122 = `{ $found }` is written `{ $operator }`
    .about = Logic is written in words, `and`, `or`, `not`; comparisons are `<=` and `>=`.
    .either = for yes and no: `or`; for a value in the place of a missing one: field <- a   default b; for texts in one: "{"{"}a{"}"} {"{"}b{"}"}"
    .joined = for yes and no: `and`; texts are joined in one: "{"{"}a{"}"} {"{"}b{"}"}"
    .write = write it so
S123 = a decimal comma
    .about = The fraction of a number follows a point; a comma separates values.
    .write = write it so
S124 = the code `{ $code }` has no quotes
    .about = Cells of a table are values: codes and names stand in quotes.
    .write = write it so
S125 = the bracket `{ $open }` is left open
    .about = The statement ends before the bracket is closed.
    .close = close it with `{ $close }`
S126 = the rule has no arrow
    .about = A rule reads `left <- right`: 1C's field on the left, the other side's on the right; the arrow shows where the data goes.
    .write = put `<-`, `->` or `<->` between the sides
S127 = nothing follows `{ $arrow }`
    .about = A field or an expression stands on either side of an arrow, on the same line.
    .join = bring the value to the line of its arrow
    .remedy = write a field or an expression behind the arrow, on the same line
S128 = nothing can be written here: this is no field
    .about = An arrow writes into a field; a formula, a text or a number can only be a source. `<-` writes to the left, `->` to the right; the sides keep their places, 1C on the left.
    .arrow = this arrow writes there
    .turn = turn the arrow
    .let = compute it in a `let` and write into a field
S129 = `{ $found }` begins no comment
    .about = A comment begins with `#` and goes to the end of the line.
    .hash = write `#`
S130 = `drop` outside of an `override`
    .about = `drop` removes a rule of a shipped map, so it stands in an `override` only. In a map of one's own the rule is simply deleted.
    .remedy = delete the rule itself; a shipped map is changed so: override MapName { "{" } drop Field { "}" }
    .override = move it into an override: { $override } MapName { "{" } { $drop } Field { "}" }
S131 = `{ $found }` is one too many
    .about = Without this mark the statement reads. Commas separate values in brackets, a colon follows a label only.
    .drop = drop the mark
    .split = begin a new statement
S132 = a condition is not written with `{ $found }` here
    .about = A choice of values: `choose condition { "{" } true: a; false: b { "}" }`, by code: `choose field { "{" } "code": a; else: b { "}" }`. `when` switches a whole rule.
    .choose = write `choose condition { "{" } true: ...; false: ... { "}" }`
    .write = write it so
    .compare = compare with what is asked for: { $field } == "value"
    .when = the condition of a rule stands behind it: field <- value   when condition
S138 = a number is not written so: `{ $found }`
    .about = A number is digits with a point between them: `1000`, `0.5`, `-3`.
    .write = write it so
S139 = the outcome `{ $found }` stands in the place of a value
    .about = An outcome says what follows from a case: there is no value, a code is not found, a check does not hold.
    .default = an outcome stands behind `{ $default }`, in a branch of choose and at check: Field <- source   { $default } { $found } "..."
S140 = `{ $word }` stands after `{ $before }`
    .about = `each` has one order: the left rows, the arrow, the right rows, `by` and `then`, then `owner` and `when`.
    .order = move it
S133 = `<-` is an arrow, less than a negative number has a blank inside
    .about = `<-` is an arrow wherever it stands; in a condition a blank goes between `<` and `-`.
    .write = write it so
S134 = no version { $found } of the language
    .about = `lang` names the version that the file is written in; this program knows version 1.
    .known = the version that this program knows
S135 = `{ $found }` is not in the language
    .about = A sign, a word or a call of another language. Functions stand before their values, texts are joined in quotes, conditions are written in words.
    .format = a hole holds a value without a format: {"{"}field{"}"}; the day of a moment: {"{"}date(field){"}"}; a rounded number: {"{"}round(field, 2){"}"}
    .write = write it so
    .functions = a function stands before its value: trim(x), lower(x), text(x), number(x, "ru"), round(x, 2), date(x), sum(rows.field)
    .percent = a share is written as a number: 0.1
    .rest = there is no remainder of a division; round(a / b, 0) rounds to a whole number
    .quotient = rounding gives a whole number: round(a / b, 0)
    .power = a power is written as a product: a * a
    .join = texts are joined in quotes: "{"{"}a{"}"} {"{"}b{"}"}"
    .name = a name is written without the sign
    .search = texts are compared as a whole: field == "text", field in ["a", "b"]
    .between = two comparisons: field >= 1 and field <= 2
    .unless = a negation: when not (condition)
S136 = the declaration `{ $word }` has no name
    .about = Behind the word of a declaration stands its name: `map Order: erp.Document_X <- crm.order`. Flows and other declarations call it by that name.
    .name = give it a name
S137 = `{ $word }` has no block
    .about = A block stands behind the head of a declaration, behind `each` and behind a rule between two records.
    .block = remove the block or put what stands in it on lines of their own
    .drop = `{ $word }` takes out a rule as a whole; what stands in a block is dropped or replaced in that block: Left <- right { "{" } { $word } Field { "}" }
S301 = the name `{ $name }` mixes Latin and Cyrillic letters
    .about = One letter looks like its neighbours but is of another alphabet, so the name will not be found.
    .write = write it in one alphabet
S302 = a letter of `{ $name }` stands as two characters
    .about = Letters such as й may stand as two characters, for instance after copying on macOS. They look the same and compare otherwise.
    .compose = write it as one character
S303 = an odd blank, { $code }
    .about = A no-break or invisible blank gets into a file by copying. It reads as a space but stands in the way of searching and editing.
    .remove = delete the invisible mark
    .space = replace it by a plain space
    .all = { $more } more of them, `obmen fmt` replaces all
S304 = the keyword `{ $word }` is of the other language
    .about = The keywords of a file are either English or Russian; the first one decides. `obmen fmt` translates the rest.
    .fmt = run `obmen fmt`

## N names

N101 = no system `{ $name }`
    .about = Systems are declared by `side`; the name before the point must be one of them.
    .side = name the system too
    .remedy = declare the system: side name = retailcrm v5, or side name = odata "schema/base.edmx"
    .known = the systems: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .nearest = the nearest name
    .owner = the sides: { $sides }; { $hold } puts off a record changed in both
N102 = { $kind ->
    [bare] no point and kind of records stand behind `{ $side }`
   *[unknown] `{ $side }` has no `{ $name }`
}
    .about = After a system's name stands a kind of records, a collection, a dictionary or a type of its schema.
    .remedy = look the name up in the system's schema; what is new there is fetched by: obmen schema pull
    .point = add a point and a kind of records: { $side }.X
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .nearest = the nearest name
N103 = `{ $name }` is no kind of records
    .about = A kind of records of the system is wanted here: a document, a catalogue, an order; not a dictionary, a type or a union.
    .remedy = name a kind of records: erp.Document_X, erp.Catalog_X, crm.order, crm.customer
N104 = `{ $record }` has no field `{ $name }`
    .about = A bare name belongs to the record that the rule stands in. The fields of records are listed by the system's schema.
    .row = this `let` stands in a block inside the `each`; a column of the rows is one that stands in the `each` itself
    .written = move it from the block into the `each`: let { $arrow } { $name } = { $value }
    .first = `{ $rows }` is a list: a value of its first row
    .rows = `{ $rows }` is a list: one value of it is first({ $rows }.FIELD)
    .quote = if it is a text, it stands in quotes
    .remedy = look the name up in the system's schema; a new field is fetched by: obmen schema pull
    .value = a value, not a field
    .foreign = this is a `let` of the other arrow: `let { $other } { $name }`
    .let = declare what is meant for this arrow too: let { $arrow } { $name } = value
    .outcome = that is an outcome, not a value: Field <- source   { $default } { $name }
    .clear = a rule that gives nothing leaves the field alone; it is emptied by: Field <- source { $default } { $clear }
    .nearest = the nearest name
    .up = the field of the record outside
    .pull = a new field of the account is fetched by: obmen schema pull
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N105 = `{ $name }` is not declared
    .about = Constants are declared by `const`, settings by `setting`, tables by `table`.
    .remedy = declare it: const Name: type, setting Name: type = value, or table Name: ...
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N106 = `{ $name }` is declared twice
    .about = Two declarations of one kind cannot have one name.
    .remedy = rename or delete one of the two
    .first = the first declaration
N107 = no function `{ $name }`
    .about = The functions of the language are listed in the manual.
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N108 = no type `{ $name }`
    .about = A type is `text`, `int`, `money`, `date`, `ref(erp.Catalog_X)`, `code(crm.sites)`, `"a" | "b"` and others.
    .known = the types: { $known }, ref(...), code(...), enum(...)
    .nearest = the nearest name
N109 = `via { $name }`: no such table, match or conversion
    .about = After `via` stands a table, a match or a conversion (`phone`, `lower`, `number`).
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N110 = { $entity } has no record “{ $name }”
    .about = A text in the place of a reference names a record: by its predefined name, its description, its code or its GUID. The names are those saved by `obmen schema pull`.
    .remedy = mend the name; records that are new in 1C are fetched by: obmen schema pull
    .where = only records of this condition are meant
    .condition = the records are those with { $condition }: one that is not among them may exist all the same
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .nearest = the nearest name
    .pull = fetch the names from 1C: obmen schema pull
N111 = `up` leads out of the outermost record
    .about = `up` is one step out: from a row to its record, from brackets to the record that the expression stands in. There is nothing outside here.
    .remedy = remove up and its point: the fields of this record go by their names alone
N112 = `{ $name }` is a field of the other side: `{ $record }` has none
    .about = Fields of 1C stand left of the arrow, fields of RetailCRM right of it, whichever way the arrow points.
    .remedy = take a field of this record: fields of 1C stand left of the arrow, those of the other side right
    .side = swap the sides of the rule
N113 = this is no value
    .about = `const`, `setting`, `table` and `result` are values only with a field: `const.Store`.
    .match = `result` is there in a map only: a match looks at the records as they are
    .own = name the field of the record without `result`
    .remedy = add a point and a name: const.Store, setting.Name, result.Field
    .other = take a field of the record
    .rows = `rows` exists only in a map over `group by`
    .kind = `kind` exists only of a record of a union
N114 = no map `{ $name }`
    .about = `upsert` names a map: a declaration `map` of that name.
    .remedy = declare a map of that name: map Name: erp.Document_X <- crm.order { "{" } ... { "}" }
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N115 = no column `{ $name }`; there are: { $known }
    .about = The columns of a table are named in its declaration; the only column of a side is called by the side's name.
    .remedy = name one of these columns
    .nearest = the nearest name
N116 = no class of errors `{ $name }`
    .about = The classes are transient, rejected, conflict, missing, bad-data, limit.
    .known = the classes: { $known }
    .nearest = the nearest name
N117 = no match `{ $name }`
    .about = `linked(Order)` tells whether the record is linked in the match of that name.
    .remedy = declare a match of that name: match Name: erp.Catalog_X <-> crm.customer { "{" } ... { "}" }
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
N118 = the brackets of the type `{ $name }` do not hold what it takes
    .about = `text(50)`, `decimal(15,2)` (digits in all, of them after the point), `ref(erp.Catalog_X)`, `code(crm.sites)`, `enum(erp.Document_X.Field)`.
    .remedy = write it after a model: text(50), decimal(15,2), ref(erp.Catalog_X), code(crm.sites), enum(erp.Document_X.Field)
N119 = the names of records of `{ $side }` were never fetched, and the mapping names { $count ->
    [one] { $count } record
   *[other] { $count } records
}
    .about = A text in the place of a reference names a record; the names are saved by `obmen schema pull`.
    .remedy = fetch the names from 1C: obmen schema pull
    .pull = fetch the names from 1C: obmen schema pull
N120 = `{ $name }` is no column of the rows `{ $record }`
    .about = A `let` inside an `each` is read from outside as a column of its rows: `sum(Rows.discount)`. Its value is reckoned from the source, so there is no `result` and no `was` in it, and its name means one thing.
    .field = a field of these rows and a `let` of their `each` are both called so
    .several = a `let` of this name stands in several `each` over these rows
    .made = the value takes `{ $made }`, which only a row has that its `each` writes
    .let = the `let` stands here
    .quoted = the field, not the `let`
    .rename = give the `let` a name that no field and no other `let` of these rows has
    .source = reckon the value from fields of the source, without `{ $made }`
    .built = or take what is written into the rows: sum(result.ROWS.FIELD)
    .remedy = give the `let` a name of its own and reckon it from fields of the source

## T types

T201 = { $from } cannot be written to { $to }
    .about = The type of the value does not fit the type of its place.
    .field = a record is told by a field of it, not by a text
    .text = write it as text
    .via = translate by a table or a match
    .table = translate the code by a table: via and its name
    .condition = make a condition of it
    .count = say which number stands for it
    .date = take a field that holds a date: the language reads no date out of another value
    .dates = the language reads no date out of another value; fields with a date: { $code }
    .each = name each value: { $code }
    .find = find the record: declare a match or a table and translate by it: { $code }
    .later = add it to a date: { $code }
    .literal = write it without quotes
    .number = read the number
    .other = take a field of another type, or write the value out
    .part = take a field of the record (a point and its name), or translate it: via and the name of a table
    .spell = say how it is spelt
    .split = split the rule: one with `<-` and one with `->`, each with its conversion
T202 = { $left } and { $right } cannot be compared
    .about = Values of one kind are compared: numbers with numbers, texts with texts, references with references to the same entity.
    .remedy = compare values of one kind, or convert one of them: text(x), via number("ru"), date(x)
    .quote = a text stands in quotes
T203 = a condition must be true or false, this is { $type }
    .about = A condition stands after `when`, `where`, `check`, in brackets, and with `not`, `and`, `or`.
    .compare = compare it
T204 = a reference of one system cannot be written into the other: { $from } to { $to }
    .about = References are nominal: a match or a table translates a record of one system into one of the other.
    .via = translate the reference
    .match = declare a match of these records and translate: via and its name
T205 = “{ $text }” is not in { $type }
    .about = A text in the place of a code or an enum member must be one of those known. Dictionaries are refreshed by `obmen schema pull`.
    .remedy = write one of the known values; dictionaries are refreshed by: obmen schema pull
    .entries = choose from the dictionary: { $entries }
    .pull = refresh the dictionaries: obmen schema pull
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .nearest = the nearest name
T206 = { $wanted ->
    [0] `{ $name }` takes no arguments here
    [one] `{ $name }` takes { $wanted } argument
   *[other] `{ $name }` takes { $wanted } arguments
}, { $given } given
    .about = The number of a function's arguments is given in the manual.
    .remedy = give as many arguments as the function takes
    .linked = name the match: linked(Name), of another record: linked(Name, field)
    .form = a call reads: { $form }
    .drop = drop what is too many
T207 = the text is longer than its place: { $length } characters, { $max } fit
    .about = The length of a field is given by the schema.
    .remedy = shorten the text or take a longer field
    .place = goes here
T208 = “{ $text }” cannot be read as { $type }
    .about = A number is written `12.50`, a day `2025-09-12`, a moment `2025-09-12T14:05:31`, a duration `15m`.
    .day = the year first
    .none = there is no such day
    .near = the nearest day that exists
    .bare = a day stands in quotes
    .quote = write it so
    .guid = a GUID: "2d3f0010-7c4e-11f0-9a21-00155d0c7e01"
    .form = a day: "2025-09-12", a moment: "2025-09-12T14:05:31"
T209 = the numbers of values differ left and right: { $left } and { $right }
    .about = Tuples on both sides of an arrow, keys of tables and branches of a choice must have the same number of parts.
    .remedy = give a value for each place: (a, b) <- (x, y)
T210 = `{ $field }` is no record but { $type }: it has no fields inside
    .about = A point leads into a record; there is nothing inside a plain value. A reference is translated by a match.
    .written = a rule does not write fields of a record that is referred to
    .map = write the reference itself, and the fields of that record by a map of its own
    .remedy = remove the point and the name behind it; fields behind a reference are read on their own side only
    .cut = remove the point and the name behind it
T211 = rows are wanted here
    .about = Brackets and `each` speak of rows: a tabular part, a list of items, phones.
    .remedy = name rows: a tabular section of 1C, items, phones, payments
T212 = `{ $rows }` is rows or a record, not one value
    .about = Rows are moved by `each`, one field of them is gathered by `sum`, `first`, `min`, `max`, `count`; a record is moved by a block.
    .remedy = take one value: sum(rows.field), first(rows.field), count(rows); carry all rows over: each
    .compare = whether there are any: { $rows } != empty; how many: count({ $rows }) == 2
T213 = `{ $record }` is a record without a key of its own and cannot be a value
    .about = A record is a value where it can be referred to.
    .remedy = take a field of the record: a point and the field's name; carry its fields over by a block: . <- record { "{" } ... { "}" }
    .known = take a field of the record: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
T214 = several rows of `{ $rows }` may fit, one value is wanted
    .about = The condition in brackets does not determine one row.
    .first = take the first: first(...)
    .block = the rules of a block write one record, these are rows
    .each = or write rows from rows: each Rows <- { $rows } by position { "{" } ... { "}" }
T215 = a list may stand after `in` only
    .about = In brackets stand the texts to compare with: `x in ["a", "b"]`.
    .remedy = give one value; a list is compared with: field in ["a", "b"]
T216 = after `in` a list, a table or rows are wanted
    .about = `x in ["a", "b"]`, `x in table.Groups`, `x in sites`.
    .remedy = list the values: field in ["a", "b"], or name a table: field in table.Name
    .list = list the values in square brackets
T217 = a division without rounding
    .about = A quotient rarely fits exactly; `round` says how many digits to keep.
    .round = round it
T218 = `{ $name }` does not take { $type }
    .about = The type of an argument does not fit the function.
    .convert = convert it
    .other = take a value of another type
T219 = a field of rows is wanted here: `sum(items.quantity)`
    .about = `sum`, `first`, `min`, `max` gather one field of all rows, or what is computed of fields of one row each: `sum(prices.price * prices.quantity)`.
    .remedy = name the rows and their field: sum(items.quantity)
    .same = the fields inside are of one list of rows, without brackets where there are several
T220 = `as` changes nothing: this is always { $type }
    .about = `as` takes one of the types of a composite value.
    .remove = remove it
T221 = a number is wanted here, this is { $type }
    .about = Arithmetic takes numbers; days and moments are added to a duration: `createdAt + days(3)`.
    .compare = dates are compared, not subtracted: `a < b`, `a + days(3) < b`
    .count = say which number stands for it
    .days = add days
    .join = texts are joined in quotes
    .joined = texts are joined in quotes: "{"{"}a{"}"} {"{"}b{"}"}"
    .number = read the number
    .other = take a field that holds a number
T222 = the field `{ $field }` is filled by the system itself
    .about = The schema marks the field as read-only.
    .remedy = remove the rule: the system gives the value by itself
T223 = { $what ->
    [value] the value in brackets of rows that are written must be known before the exchange
   *[form] brackets of rows that are written hold `field == value` and `field != value` only
}
    .about = The value must be known before the exchange: a text, a number, a constant or a setting.
    .remedy = in brackets compare a field of the row with what is known: Rows[Field == "text"], Rows[Field == const.Name]
T224 = the table `{ $table }` is not read in this direction
    .about = The arrow in a table's heading says which way it translates.
    .remedy = turn the arrow of the table, make it go both ways (<->), or take another table
    .declared = declared here
T225 = the match `{ $match }` takes { $wanted }, not { $type }
    .about = A record of the side that the data comes from goes through a match.
    .remedy = take a field that refers to that record, or the match of these records
    .declared = declared here
T226 = this cannot be written to
    .about = On the receiving side stands a field, a tuple of fields, or a row selected in brackets.
    .remedy = write a field on the receiving side: Field <- value, value -> field
    .given = constants and settings are filled in settings.yaml, no rule writes them
    .table = tables are filled with rows, no rule writes them
    .result = `result` is what was written: it is read, a field is written by its name
    .was = `was` is what stood there before the write: a `check` looks at it, a field is written by its name
    .up = the outer record is written by the rules of its own block
T227 = a block opens a record, and this is none
    .about = Before `{ "{" }` stand two records: the one at hand (`.`), one inside it, or a selected row.
    .remedy = open a record: . <- inner { "{" } ... { "}" }; one value is written by a rule: Field <- field
T228 = { $type } is wanted here
    .about = The value of a constant or setting does not fit its type.
    .write = write it so
    .bool = true or false
    .number = a number: 10, 0.5
    .literal = a value of this type, as it is: a text stands in quotes
T229 = a table's cell holds a text, a number, `empty` or an outcome
    .about = Expressions are not computed in cells.
    .remedy = write a literal: a text in quotes, a number, empty or an outcome; what is computed is written by a rule of a map
T230 = a template cannot be read backwards
    .about = A template joins fields; to read it backwards one would have to guess where to cut.
    .pair = two rules: the template one way, a field the other
T231 = { $type } keeps { $digits ->
    [0] no digits
    [one] { $digits } digit
   *[other] { $digits } digits
} after the point
    .about = A number is written with the digits that its place keeps.
    .remedy = leave as many digits as fit
    .round = round it
T232 = the number does not fit { $type }, which keeps { $digits ->
    [0] no digits
    [one] { $digits } digit
   *[other] { $digits } digits
} before the point
    .about = Before the point a number has so many digits as its type says.
    .remedy = write a smaller number or take a field that it fits
T233 = the expression has { $given ->
    [one] { $given } digit
   *[other] { $given } digits
} after the point, { $type } keeps { $digits }
    .about = What an expression gives is rounded to the digits that its place keeps.
    .round = round it to what fits
T234 = `round` wants its digits after the point written out: a whole number from 0 to 18
    .about = `round(x, 2)`: the digits after the point are a whole number that is written out.
    .remedy = write the number of digits out: round(x, 2)
T235 = a division by zero
    .about = The divisor is zero for every record.
    .remedy = mend the divisor
T236 = an outcome stands where the data comes from: no row is found by it
    .about = An outcome says what becomes of the record that has such a key: it stands in the place of the result, a value stands in the place of the key.
    .key = write the outcome on the other side of the arrow, and the key here: skip "none" <- "code"; if the data of this row goes the other way: { $turned }
T237 = the day “{ $text }” means “not filled in” in 1C
    .about = A date that is not filled in reads as no value, and nothing ever equals this day.
    .remedy = ask whether the field is filled: Field == empty; empty a field: Field <- source   default clear
T238 = the record behind the reference `{ $field }` is not read here
    .about = Rules of a map read through a reference, its `let`, `check` and conditions of rows: `Контрагент.ИНН`. The wanted records are read together, each once; one that was deleted gives an empty value.
    .flow = a condition of a flow looks at the record as it came
    .check = choose in the map: { $check } { $field }.{ $name } == "value"   { $else }: { $skip } "why"
    .match = a match compares records as they came
    .compare = compare the reference itself, or a field of the record itself
    .other = the record is as it came here
    .result = take what a rule gave: result.FIELD
    .rows = fields of that record are read, its rows are not
    .own = carry that record over by a map of its own, where its rows are at hand
    .remedy = read the field in a rule of a map

## C completeness

C301 = the field `{ $field }` is required, and there may be no value
    .about = When the source is empty the rule must say what happens.
    .source = may be empty
    .required = hold the record without a value: required
    .default = give a value: { $value }
    .outcome = or decide by an outcome
    .kept = here the field stays as it is, and a new record has nothing there
    .instead = without a value leave the record out
    .otherwise = or move the lookup into a let: `{ $let } <- x = source { $via } Table`, then `Field <- x   { $default } value`
C302 = the map `{ $map }` creates { $record } without required fields: { $fields }
    .about = What is created must have every field without which the system refuses it.
    .remedy = write a rule for each of these fields: Field <- value
    .flow = this flow creates
C303 = two rules write the field `{ $field }`
    .about = In one direction a field has one rule. A rule of an `override` takes the place of those that write its field, in blocks too; two overrides of one field stand side by side.
    .remedy = keep one rule, or make one choose of both
    .first = the first rule
    .drop = remove this rule
    .join = or make one of both: field <- first   default second
C304 = the choice is not total: { $count ->
    [0] all values cannot be listed here
   *[other] { $missing } missing
}
    .about = `choose` names every member of the enumeration or ends with `else`.
    .else = name the others: { $else }: { $keep }, { $else }: "another value"
C305 = the table `{ $table }` does not say what happens to a code without a row
    .about = Codes appear unannounced; a table is total or says `else`.
    .else = { $else }: { $hold } "no row for {"{"}value{"}"}"
C306 = { $count ->
        [1] the flow `{ $flow }` reads `{ $name }`, which has no value
       *[other] the flow `{ $flow }` reads constants and settings without values: { $count }
    }
    .about = An enabled flow reads the constant, and settings.yaml gives it no value.
    .const = { $count ->
        [1] declared here
       *[other] the first is declared here
    }
    .fill = fill in settings.yaml:
        { $lines }
    .create = create settings.yaml in the project folder, with these lines, and fill it in:
        { $lines }
C307 = `each` without `by`: nothing tells rows apart
    .about = `by offer then position`: by which field the rows of one side find those of the other.
    .by = name the field that tells rows apart: by offer then position
    .position = tell rows apart by their order
C308 = `{ $outcome }` is not possible here
    .about = Only a match creates: `none: create`; only a flow retries: `on error`; `keep` leaves a field alone: a flow and a `check` have none to leave.
    .possible = possible here: { $possible }
C309 = `default` is never needed: there is always a value
    .about = The schema says that the field is filled in every record.
    .remove = remove it
C311 = no rule of the row writes its key `{ $key }`
    .about = Rows are recognised by their key; its field must be carried over.
    .one = toward `{ $arrow }`
    .remedy = write a rule that carries the key over, or tell the rows apart by another field: by
C312 = the table `{ $table }` has two rows with one key
    .about = The second is never reached.
    .first = the first row
    .one = keep one of them
C313 = a key cannot be built of this
    .about = `key` has a field of a record or a template of keys on the left, a field on the right.
    .remedy = take a field of the record or a template of keys on the left, a field on the right: key "{ "{" }Ref_Key{ "}" }" == xmlId; of a record with a name: key "{ "{" }name.Ref_Key{ "}" }" == xmlId
    .part = it does not name every record: different records would have the same key
    .cut = two keys side by side: backwards nobody knows where the first one ends
    .kind = values of this field do not tell records apart
    .hole = the template of a key holds the record's key: Ref_Key
C314 = records cannot be searched by this
    .about = A step of a match names fields of the record or a field of its rows on the left, fields of the other record on the right.
    .remedy = compare a field of the record of 1C with a field of the other: ИНН == contragent.INN; what is computed cannot be searched for on the left
C315 = `mark` writes the key into related rows: an information register
    .about = A mark is kept beside the record, not in it.
    .remedy = remove mark, or keep it in a register: Сведения[Свойство == "..."].Значение as text == text(id)   mark
C316 = a flow goes one way
    .about = Two opposite flows are declared by two `flow`s.
    .remedy = declare two flows, one with <-, one with ->
C317 = the flow takes records of the wrong side
    .about = The arrow of a flow points from the source of `from` to the receiver.
    .remedy = turn the arrow of the flow, or take records of the other side in from
    .from = take records of the other side
    .turn = turn the arrow of the flow
C318 = a flow without `from`: nothing says where records come from
    .about = `from crm.orders changed` names a collection of records.
    .remedy = name a collection of records: from crm.orders changed, from erp.Document_X changed
    .from = name a collection of records
C319 = the map `{ $map }` does not go this way
    .about = The arrow of the map must allow the direction of the flow.
    .remedy = open the map that way (<->), or name another map
    .both = open the map both ways
    .declared = declared here
C320 = the map `{ $map }` takes { $wanted }, the flow gives { $given }
    .about = `upsert` gets the record of `from`.
    .remedy = name a map for these records in upsert, or take in from the records that the map takes
    .declared = declared here
C321 = `{ $drop } { $field }`: no rule writes that
    .about = `drop` names a field that the rule to be taken out writes, by its path from the record; blocks over the same record are searched, an `each` is entered by an `each` of the same head.
    .remedy = remove this line: there is nothing to take out here
    .rows = the field is written for each row: `{ $drop }` stands in that `each`
    .block = these are rows; the rules of a row are taken out one by one, in an `each` of the same head: { $code }
    .nearest = the nearest name
    .known = there are rules for: { $known }{ $rest ->
        [0] {""}
       *[other] {" "}and { $rest } more
    }
C322 = the table `{ $table }` has two two-way rows { $same ->
        [left] that are the same on the left and differ on the right: from left to right nobody knows which one counts
       *[right] that are the same on the right and differ on the left: from right to left nobody knows which one counts
    }
    .about = A two-way row is one value and one code; the other codes go one way.
    .first = the first row
    .way = leave one of them two-way and let the other go one way: `{ $arrow }` in the place of `<->` in the mapping, `way: "{ $arrow }"` in the row of a file
C323 = another statement writes rows of `{ $rows }` already: the patterns overlap
    .about = A row belongs to one statement: patterns over one collection exclude one another.
    .first = the other statement
    .pattern = leave the other rows to this one
    .remedy = write both in one block, or let the brackets of each name other rows: Rows[Field == "a"], Rows[Field == "b"]
C324 = both sides may edit this: it needs an owner
    .about = Flows go both ways; when both sides edited it, the owner decides: owner erp, owner crm or owner hold.
    .rows = both sides add and remove rows
    .pair = the opposite rule
    .owner = name the owner
C325 = `{ $name }` goes in a circle: the value depends on itself
    .about = A value cannot be made of itself.
    .remedy = break the circle: take one of these values from the record itself
C326 = { $kind } `{ $name }` is not used
    .about = No flow comes to this declaration; no rule reads the `let`.
    .remedy = delete it or use it
C327 = the table `{ $table }` lacks { $count ->
    [one] { $count } code
   *[other] { $count } codes
} of the dictionary: { $names }
    .about = The saved dictionary has codes in use that the table has no row for; `else` will act. It is not said of a table with `else: skip`, where a missing row means "leave this record out".
    .remedy = add rows for these codes, or say that they are not wanted: else: skip "..."
C328 = the condition { $truth ->
    [true] always holds
   *[false] never holds
}
    .about = The types decide the condition: the answer is one for every record.
    .remedy = remove the condition, or compare with a value that occurs
C329 = the label stood already
    .about = A second branch with the same label is never reached.
    .remedy = remove the second branch or mend its label
    .first = the first branch
C330 = the system has no field `{ $field }`: the rule falls away
    .about = `if known` takes a rule away where there is no such field.
    .remedy = mend the name or fetch new fields: obmen schema pull; if the field is not meant to be there, leave it so
C331 = nothing to create by: no map `{ $name }`
    .about = What a match creates is filled by the map of the same name, or the one after via.
    .nearest = the nearest name
    .map = declare a map of that name or name another: none: create via MapName
C332 = settings.yaml has `{ $name }`, which no mapping declares
    .about = A value in settings.yaml belongs to a const or setting of the mapping.
    .remedy = delete the line, or declare it in a mapping file
    .near = the nearest name: { $near }
C333 = the rule writes nothing: there is never a value
    .about = Without a value the field stays as it was; only `default clear` empties it.
    .clear = empty the field: Field <- source { $default } { $clear }
C334 = the system takes the field `{ $field }` on creation only
    .about = Such a field is written once, when the record is created: `once`.
    .once = write it on creation
C335 = settings and constants decide this condition, not fields of the record
    .about = `enabled when` and `when` of a two-way rule are decided before any record is read.
    .remedy = ask a setting or a constant: when setting.Name; records are chosen by where after from, single ones are left out by skip when
C340 = the step `{ $step }` stands after `{ $before }`
    .about = A flow has one order of steps: they may be left out, not moved.
    .before = this step is done later
    .order = the order: { $order }
C341 = `post` is not possible here: { $record } is not posted
    .about = Documents of 1C are posted; other records, and those of RetailCRM, have no such action.
    .remove = remove it
C342 = the flow writes nothing
    .about = The step `upsert` writes: it names a map.
    .upsert = name the map: upsert MapName
C343 = `{ $number }`: that is no retry
    .about = A retry has a whole number of attempts, 1 to 1000, and a pause longer than nothing and no longer than a year.
    .more = for example
C344 = `{ $outcome }` without words: nobody learns why
    .about = The words of an outcome are read by whoever looks into the record.
    .words = { $outcome } "the reason"
C345 = `where` chooses records, this is { $type }
    .about = A constant that names a record, `ref(...)`, has a condition.
    .remedy = remove where, or name a record: ref(erp.Catalog_X)
C346 = the arrow `{ $arrow }` inside `{ $holder }`: that way it never acts
    .about = The arrow of a map, a block or a table says which ways what stands in it goes.
    .swap = swap the sides: the field of 1C stands left
    .holder = inside this arrow
    .turn = go that way only
    .both = open both ways
    .drop = remove it
C347 = the match `{ $match }` does not say what happens without a counterpart
    .about = There may be no counterpart: a match creates it or says how that ends.
    .none = { $none }: { $create }, or { $none }: { $hold } "no counterpart of {"{"}keys{"}"}"
C348 = the matches `{ $first }` and `{ $match }` create the same
    .about = Both find no counterpart and both create: one record becomes two. One flow asks for the link of the other: `linked`.
    .first = the first creates here
    .guard = ask for the link: where not linked({ $first })
C349 = `let { $name }` of a map has no arrow
    .about = In a map a `let` exists one way: its arrow says which.
    .arrow = name the way
C350 = of a rule that goes both ways `default` is `clear` or a literal
    .about = A field, a constant or an outcome in its place makes sense one way; of a rule with `<->` it must do for both.
    .ways = default clear, default "text", or two rules: `<-` and `->`
C351 = `required` beside `default` never acts
    .about = `required` holds a record without a value, `default` says what happens then: one of the two is meant.
    .default = without a value this acts
    .remove = remove it
C352 = the required field `{ $field }` cannot be cleared
    .about = The system refuses a record without a required field.
    .remedy = in the place of clear give a value or an outcome: default hold "..."
C353 = no owner is needed: the rule goes one way
    .about = An owner decides when both sides were edited; a one-way rule without an opposite one belongs to its source anyway.
    .remove = remove it
C354 = { $kind ->
    [same] `{ $side }` stands on both sides of the arrow
    [swapped] the sides are swapped: `{ $side }` stands left
   *[none] left of the arrow stands `{ $side }`
}
    .about = `erp` stands left of every arrow, another side right, whichever way the arrow points.
    .left = left stands erp
    .here = and here
    .swap = swap them
    .other = name the other side on the right
C355 = `else` never acts
    .about = Both `true` and `false` are named: there is no third.
    .remove = remove `else`
C356 = rows of the table `{ $table }` that are not filled in and do not act: { $count } of { $total }
    .about = `tables pull` puts the codes there; what they become on the other side the owner decides: a cell that may not be empty and is says “not decided yet”. The code of such a row counts as a code without a row.
    .remedy = fill the empty cells of these rows or delete the rows
C357 = `where` of a match compares fields of the records that its key names
    .about = `where` says which of the records found by the key count: the others are as good as not found. A field of a part is compared with a text, with `true` or `false`, with another part or a field of it; `or` and `and` join.
    .remedy = write it after a model: where not Part.IsFolder, where Part.Owner == OtherPart
C336 = `then { $found }`: rows of one key are told apart by their order alone
    .about = `by offer then position`: rows with the same key find each other in the order in which they stand. Behind `then` nothing else is possible.
    .position = write `position`, or remove `then` with its word
C337 = the required field `{ $field }` may stay as it is, and a new record has nothing there
    .about = `keep` and `warn` leave in the field what stands in it. In a record that the exchange creates nothing stands in a required field, and it would be written without it.
    .kept = here the field stays as it is
    .otherwise = hold the record ({ $hold } "..."), give a value, or look it up in a let: `{ $let } <- x = source { $via } Table`, then `Field <- x   { $default } value`
C338 = “{ $name }” is not what the constant `{ $const }` takes: { $facts }
    .about = `where` of a constant says which records it may name.
    .remedy = choose another record in settings.yaml, or mend where of the constant
    .where = these are meant
C358 = there is no settings.yaml, and the mappings read constants and settings: { $count } without a value
    .about = The values of constants and settings stand in settings.yaml of the project folder. Until a setting switches a flow on, nothing runs.
    .remedy = create the file settings.yaml: sections const and settings, in them lines `Name: value`; obmen check lists the values that are missing
    .create = create settings.yaml in the project folder, with these lines, and fill it in:
        { $lines }
C359 = a row of the table `{ $table }` has no code: nothing stands in { $columns }
    .about = A row says what a code stands for. Without the code it would be the row of every code that has none.
    .remedy = fill in the code in the row of the file, or delete the row
    .fill = fill in { $columns } or remove the row
C360 = no row is like that: of `{ $field }` both cannot hold
    .about = The brackets of rows that are written say what such a row is like: Field == "a" and Other != "b". What contradicts itself is no row.
    .first = against this
    .drop = leave one of the two
C361 = `{ $field }` is written otherwise than the brackets say
    .about = Rows[Field == "a"] writes "a" into the field of its row: a rule inside would make it another row, which the brackets do not find again.
    .pattern = the brackets of the row
    .drop = remove this rule
    .pattern_other = or write the other value in the brackets: Rows[{ $field } == value]
C362 = `{ $word }` does nothing at { $what ->
    [each] `each`
   *[block] a block
}
    .about = At a block and an `each` stand `owner`, `when` and `if known`. `required`, `default` and `once` speak of one value and stand at the rules inside; `mark` stands at a step of a match.
    .check = without rows, let a check decide
    .drop = remove it
    .value = what is to happen without a value is said by the rules inside: Field <- value   default hold "..."
    .once = what is written once is said by the rules inside: Field <- value   once
    .mark = what marks a record is said by a step of its match: Field == text(id)   mark
C363 = no rule writes `{ $field }`: `result` never has it
    .about = `result` is the record that the rules of this map build; what the system has beside it is not in it.
    .remedy = write a rule for it: Field <- value; or take a field of the source, without `result`; what stands in the system a check reads: check was.FIELD ...
C364 = the map `{ $map }` and the match `{ $match }` speak of different records: { $written } and { $matched }
    .about = What a match finds or creates is written by the map of its name, or the one after create via: the link keeps the key of the record that the map wrote.
    .match = the match
    .same = name the same records in both headings, or give the map another name
C365 = the `each` of this map has another head
    .about = The rules of rows are changed by an `each` of the same head: the same rows on both sides of the arrow, with the same brackets. `by`, `owner` and `when` may be left out; those that are written take the place of the former ones.
    .map = the head in the map
    .head = write the same head
C366 = `since` without `changed`: the flow takes all records, whenever they changed
    .about = `from crm.orders changed since const.Start`: changes are taken from that day on.
    .changed = take changes
C367 = a match has the arrow `<->` alone
    .about = A link of two records has no side: both the left record and the right one are found by it. Where the data goes is said by the map and the flow.
    .both = write it so
C368 = a pair of rules has two owners: `{ $mine }` and `{ $other }`
    .about = When both sides edited a field, the owner says whose edit stays. The rules there and back carry the same thing and have one owner.
    .pair = the other rule
    .remedy = name one owner in both rules
C369 = `pull` without `from`: there is no file for the rows of `{ $table }`
    .about = `obmen tables pull` refreshes the file of a table; rows in braces are written by people.
    .drop = remove `pull`
    .from = or name a file before the brace: { $from } "tables/{ $table }.yaml"
C380 = `{ $field }` speaks of what stands in the system, which a rule does not know yet
    .about = `was` is the record of the target as it stands before the write. It is read once the rules have said what they want: only a `check` may look at it, and a `let` that only a `check` reads. Of a record that is not there yet such a `check` is not asked.
    .remedy = check it: check was.FIELD == ...   else: hold "..."; or take a field of the source
C399 = not there yet: { $what ->
    [block] block
    [path] path
    [when] `when` here
    [where] `where` in a match without `key`
    [related] related rows here
    [index] number of a row
    [heading] heading
    [union] union
    [type] type
    [kind] `kind` type
    [via-map] `via` with a map that has no match
    [declaration] declaration
    [under] operator `under`
    [from] source after `from`
    [with] `with`
    [step] step of a flow
    [upsert] `upsert` with more than a map
    [say] value in the words of `say`
    [function] function
    [expectation] expectation
    [was-rows] rows in `was`
    [mark] `mark` on a rule
   *[other] construct
}: `{ $code }`
    .about = The construct is in the language but is not carried out yet.
    .remedy = say the same otherwise; the shipped mappings show what there is: obmen init DIR --config unf3
    .first = take the first row
    .row = take the row by a condition: { $rows }[FIELD == VALUE], or the first one: first({ $rows }.FIELD)
C401 = no map or flow `{ $name }`
    .about = A test names a map or a flow.
    .remedy = name a map or a flow that is declared
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
C402 = no file `{ $file }`
    .about = The files of samples are named from the project's folder.
    .remedy = put the file into the folder samples of the project, or correct the path
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .nearest = the nearest name
C403 = no record is given to begin with: { $wanted }
    .about = The direction follows from what is given: a record of one of the map's ends, of a flow that of `from`.
    .remedy = give a record: given crm.order "samples/order.json"
C404 = the test asserts nothing
    .about = A test without `expect` and `law` always passes.
    .snapshot = accept what comes out: expect snapshot
C405 = no rule writes `{ $field }`
    .about = What no rule writes is always empty: such an expectation proves nothing.
    .remedy = mend the name of the field, or write a rule for it
C406 = no law `{ $name }`
    .about = The laws are roundtrip, idempotent, total.
    .remedy = name one of the laws: roundtrip, idempotent, total
    .nearest = the nearest name
C407 = a sample, `const.X`, `setting.X` or rows of `table.X` can be given
    .about = A test gives samples, constants, settings and rows of tables.
    .remedy = write it after a model: given crm.order "samples/order.json", given setting.Name = "value"
C408 = a literal stands here
    .about = A test gives and expects literals, not expressions.
    .remedy = write the value out: a text in quotes, a number, true, false or empty
C409 = one of the rows, or a fold of them, is wanted
    .about = Of rows one is picked by its number, or all are folded.
    .row = `result.X[0].Y`, `sum(result.X.Y)`, `count(result.X)`
C410 = there is a test of this name and label already
    .about = Tests are told apart by their names and labels; snapshots are kept under them.
    .remedy = give the test another label: test Name "label"
    .first = the first one
C411 = the map `{ $map }` does not go from { $given }
    .about = The arrow of the map must allow the direction that follows from what is given.
    .remedy = give a record of the other side, or open the map both ways: <->
C412 = the map `{ $map }` goes one way
    .about = There and back goes only a map with `<->`.
    .remedy = remove the law roundtrip, or open the map both ways: <->
C413 = nothing to look at: the outcome ends the record before
    .about = A record that is skipped, held or stopped is not built: a condition or law on it is never looked at.
    .remedy = remove the condition and the law, or the outcome: they do not go together
    .ended = the record ends here
C414 = the expectation says nothing of the result
    .about = An expectation compares what came out (`result`) with what should have.
    .remedy = compare what came out: expect result.Field == "value"
C415 = `{ $path }` is no JSON path
    .about = A place in the sample: `$` is the whole of it, `.name` a member, `[2]` the third record.
    .path = for example: $.orders[2]

## P project files

P100 = `{ $dir }` is no project
    .about = A project is a folder with a file obmen.yaml.
    .remedy = create a project: obmen init, or name its folder: -C DIR
    .init = make a project: obmen init, or name the folder: -C DIR
P101 = the file `{ $file }` is missing
    .about = The project names a file that is not in its folder.
    .pull = fetch the system's description: obmen schema pull
    .near = the nearest name
    .path = correct the path or make the file; the path starts at the folder of the file that names it
P102 = the file `{ $file }` cannot be read: { machine }
    .about = The rights are missing, or the file is not UTF-8.
    .remedy = save the file as UTF-8, let the program read it, or correct the path
P103 = a mistake in YAML: { $kind ->
    [quote] the quotes are not closed
    [tab] a tab instead of spaces
    [indent] the indentation does not fit
    [colon] no key fits here: its indentation is another, or a text with a colon has no quotes
    [blank] no colon with a blank stands behind the key
    [bracket] a bracket is not closed or is one too many
    [anchor] anchors and aliases are not read
    [documents] a second document begins here, and a file holds one
    [directive] a line that begins with `%` is not read
    [escape] no such character stands behind `\`
    [large] the file is longer than is read: it has more than 250,000 values
    [deep] nested deeper than is read: 64 levels
    [repeated] anchors and aliases repeat more than is read
    [character] a character that nobody sees
   *[other] it cannot be read on from here
}
    .about = The file could not be read: indentation, quotes, an unknown or a doubled key.
    .remedy = look at the indentation, the colon with a blank behind each key, the pairs of quotes and brackets
    .tab = indent by spaces
    .quote = close the quotes; a text that holds quotes is put into quotes of the other kind
    .indent = align by spaces: the keys of one section stand in one column
    .colon = put the key into the column of its neighbours; put a text with a colon into quotes
    .blank = write a colon and a blank behind the key: `key: value`
    .bracket = close or remove the bracket; put a text that begins with a bracket into quotes
    .anchor = write the value itself; put a text that begins with `*` or `&` into quotes
    .documents = remove the line `---` with what follows it, or join both parts
    .directive = remove the line, or put a text that begins with `%` into quotes
    .escape = put the text into single quotes: in those `\` is a character as any other
    .character = delete the character
    .large = split the file, or take out what is not needed
    .deep = write it without needless nesting
    .repeated = write the values out, without anchors and aliases
P104 = the file `{ $file }` is outside of the project's folder
    .about = Nothing outside the project's folder is read.
    .inside = put the file into the folder of the project and give its path from there
P105 = no shipped mapping `{ $name }`; there are: { $known }
    .about = `use std...` takes mappings that ship with the program.
    .remedy = name one of these
    .nearest = the nearest name
P106 = a side has no option `{ $name }`
    .about = The options are overlay, zone, dictionaries, names.
    .nearest = the nearest name
    .known = the options: { $known }
P107 = the system needs a schema: the file of $metadata in quotes
    .about = What a 1C base has is said by its description; `obmen schema pull` fetches it.
    .remedy = name the file: side erp = odata "schema/base.edmx"; fetch it: obmen schema pull
P108 = the schema `{ $file }` cannot be read, line { $line }, column { $column }: { $kind ->
    [doctype] a document type is not allowed
    [deep] its elements are nested deeper than those of any $metadata
    [long] it is longer than any $metadata
    [cut] it breaks off: its root is not closed
    [root] its root is <{ $what }>, not <Edmx>: this is no $metadata
    [attribute] { $what } is missing
    [type] the type { $what } is not declared
    [twice] { $what } is declared twice
    [empty] no entity set is published
   *[xml] it is not XML ({ $what })
}
    .about = The file of $metadata is damaged or not of 1C.
    .remedy = fetch the file anew: obmen schema pull
P109 = no kind of systems `{ $name }`; there are: { $known }
    .about = The kinds are odata, retailcrm.
    .remedy = name one of these
    .nearest = the nearest name
P205 = the table file `{ $file }` is missing
    .about = The rows of a table are in a YAML file of the project folder; `obmen tables pull` makes it of the dictionary.
    .pull = make the file: obmen tables pull
    .make = make the file with the rows of the table; without rows it holds: []
P110 = obmen.yaml has no system `{ $name }`
    .about = Every `side` of the mappings stands under systems in obmen.yaml: its kind, address and credentials.
    .remedy = add under systems in obmen.yaml the name of the system as in side, and behind it: {"{"} kind: ..., address: ... {"}"}
P111 = the system `{ $name }` is of the kind { $given }, the mappings expect { $wanted }
    .about = The kind of a system must be the same in obmen.yaml and in `side`.
    .remedy = mend kind in obmen.yaml or side in the mapping file
P112 = the system `{ $name }` is described wrongly: { $reason }
    .about = The address or the credentials of the system in obmen.yaml do not fit.
    .remedy = mend the description of the system in obmen.yaml
    .account = check the address of the CRM and the API key
    .credentials = check the address, the login and the password in obmen.yaml
    .rate = lower the `rate` of this system in obmen.yaml, or take it out: then as many requests go as may
    .login = mend the `user` of this system in obmen.yaml
P113 = the system `{ $name }` has no address
    .about = A system in obmen.yaml has an address, or embedded for an embedded one.
    .account = check the address of the CRM and the API key
    .credentials = check the address, the login and the password in obmen.yaml
P114 = the { $what } of the system `{ $name }` cannot be had: { $reason }
    .about = Credentials come from a variable of the environment (env:NAME) or a file (file:PATH).
    .remedy = set the environment variable, or write the secret to the file that obmen.yaml names
    .env = set the variable of the environment { $place }
    .file = write it into the file { $place }
    .account = check the address of the CRM and the API key
    .credentials = check the address, the login and the password in obmen.yaml
P115 = no key `{ $name }`; there are: { $known }
    .about = An unknown key is nearly always a slip, so it is an error.
    .remedy = mend or delete the key
    .nearest = the nearest name
P116 = the key `{ $name }` is missing
    .about = The description is incomplete without this key.
    .remedy = add the key
P117 = the key `{ $name }` is there twice
    .about = The second value would silently replace the first, so this is an error.
    .remedy = keep one of the two
P118 = something else is wanted here: a list, a section or a value
    .about = A list is written as lines with a hyphen, a section as indented lines `key: value`.
    .remedy = write it after a model: a section is `key: value`, a list is `- value`
    .rows = expected a list of rows
    .row = expected a row
    .cell = expected a code, a number, `true`, `false` or nothing
    .model = a row of this table: { $row }

P119 = the condition of `pull` of the table { $table } asks what an entry of the dictionary does not have
    .about = The condition has fields of the dictionary, constants and settings, and, or, not, ==, !=, in.
    .remedy = ask a field of the dictionary, a constant or a setting: pull crm.statuses where active
P120 = the table { $table } does not take its rows from a dictionary of RetailCRM
    .about = After `pull` stands a dictionary: `pull crm.statuses where active`.
    .remedy = name a dictionary: pull crm.statuses; the rows of other tables are written in the file
P121 = there is no time zone `{ $name }`
    .about = A zone goes by its name in the IANA database: Europe/Moscow, Asia/Vladivostok.
    .form = a city of the IANA base, as Europe/Moscow
    .nearest = the nearest name
P122 = the system `{ $name }`: key and password would go to { $host } in the open, over http without encryption
    .about = Over http everybody on the way can read and change the data and the password. Use https; `local: true` beside the address confirms that the way stays within your own network.
    .local = use https, or confirm that the network is your own: local: true
P123 = the system `{ $name }`: { $host } is an address of this machine or the local network
    .about = At such an address a slip meets somebody else's program and gives it the password. `local: true` beside the address confirms that it is meant.
    .local = if it is meant: local: true
P124 = the schedule names the flow `{ $name }`, which is not there; there are: { $known }
    .about = A schedule names flows that the mapping files declare.
    .remedy = name a flow that is declared, or delete the line of the schedule
    .nearest = the nearest name
P125 = `{ $value }` does not fit `{ $name }`; what fits: { $wanted }
    .about = A period is a number with a letter (30s, 15m, 2h) or a time of day (daily 03:00), a share is in percent (30%), the first run is the word ask or run.
    .remedy = write what fits
P126 = the flow `{ $name }` reads changes of `{ $record }`, which its system does not tell
    .about = RetailCRM keeps a history of orders and customers, 1C gives catalogues and documents a new version (DataVersion). Of the rest, registers for one, changes cannot be learnt.
    .remedy = remove changed: the flow will read all records every time
P127 = the records of the system `{ $name }` cannot be read: { $kind ->
        [missing] there is no folder `{ $file }`
       *[entity] the folder `{ $file }` is not named by a record of the system
    }
    .about = `files: FOLDER` reads records from files: orders lie in order/*.json, counterparties of 1C in Catalog_Контрагенты/*.json. A file holds a record, a list, or a whole answer of the system.
    .remedy = put the records into folders that are called as the records in the schema: order/1.json
    .make = make the folder, in it a folder for each kind of record: order/1.json
    .near = rename the folder: { $near }
    .entity = name the folder as the schema names the record: order, customer, Document_ЗаказПокупателя
P128 = the flow `{ $flow }` writes into the system `{ $name }`, which files stand for
    .about = Files are only read: `files:` belongs to the system that is read from.
    .remedy = give the system address or embedded in obmen.yaml
    .address = give the system an address or embedded
P129 = `{ $request }` is no request: expected METHOD PATH, methods: { $methods }
    .about = A request of a scene is what a person does in a system: `POST orders/1005/edit`, `PATCH Document_ЗаказПокупателя(...)`. The READMEs of the emulators say what there is.
    .remedy = write the method, a blank and the path: POST orders/1005/edit
    .form = write the method, a blank and the path: POST orders/1005/edit
P130 = the system `{ $name }` is not embedded; those that are: { $known }
    .about = Scenes play in the embedded systems of obmen.yaml only; people's edits in others are made by people.
    .remedy = name an embedded system, or give this one embedded in obmen.yaml
P131 = `{ $system }` has no version `{ $version }`; there is: { $known }
    .about = Behind the kind of a system in `side` stands the version of its API that this program speaks: `side crm = retailcrm v5`.
    .write = name the version that there is
    .drop = remove it: of this system no version is named
P132 = the system `{ $name }` has no site `{ $site }`
    .about = `site` names a shop of the account by its code. The sites are known from the saved dictionaries; `obmen schema pull` refreshes them.
    .remedy = name the code of a shop that the account has; if it is new, refresh the dictionaries: obmen schema pull
    .nearest = the nearest name
    .known = there is: { $known }{ $rest ->
        [0] { "" }
       *[other] { "" } and { $rest } more
    }
    .pull = if the site is new, refresh the dictionaries: obmen schema pull
P133 = the secret `{ $name }` stands in obmen.yaml itself
    .about = obmen.yaml goes into git and from hand to hand, and a secret in it goes along. It stands in a variable of the environment (env:NAME) or in a file that stays here (file:PATH). Only for a program on this machine (localhost, 127.0.0.1) it may stand in obmen.yaml.
    .elsewhere = write { $what }: env:{ $variable } and put the secret into this variable of the environment; or { $what }: file:PATH
P134 = obmen.yaml names no mappings: there is nothing to check and nothing to exchange
    .about = What goes where is said by the mapping files; `mappings` in obmen.yaml lists them.
    .remedy = name them in obmen.yaml: mappings: [mappings/first.obmen]; a whole project to begin with: obmen init

## R run time

## E systems and journal
E101 = the embedded system `{ $name }` cannot be opened: { $reason }
    .about = An embedded system is made from the files of its world; its state lies in .obmen/sandbox. The folder or a file of it cannot be read, or another process has the state.
    .remedy = end the other process of this project; a new world: obmen sandbox --reset
    .file = mend this file of the world and run again
    .folder = put the files of the world there, or name their folder in obmen.yaml: embedded: FOLDER
    .process = end the other process of this project
    .reset = make the world anew: obmen sandbox --reset
    .disk = check the space on the disk and the rights to the folder .obmen
E102 = the journal cannot be used: { $reason }
    .about = The journal is .obmen/journal.sqlite; nothing is written without it.
    .remedy = end the other run of the program with this project, check the space on the disk and the rights to the file; build the journal anew: obmen journal rebuild
    .locked = end the other run of the program with this project, then try again
    .newer = use a program no older than the one that kept the journal
    .anew = move the file { $path } with its -wal and -shm out of the way and run again: links of records are found by the marks in the systems
    .rebuild = see which links of records both systems tell of, and make the journal anew: obmen journal rebuild; the old file stays beside it
    .emptied = put the file back from a copy, or make the journal anew from the marks in both systems: obmen journal rebuild
    .disk = check the space on the disk and the rights to the file
E103 = the system{ $system } cannot be used: { $reason }
    .about = Try again later; nothing is lost.
    .remedy = check the address, login and key in obmen.yaml and the connection: obmen doctor; if all is right, repeat later
    .account = check the address of the CRM and the API key
    .credentials = check the key, the login and the password in obmen.yaml, and the rights of the user
    .address = check the address in obmen.yaml: something else answers
    .later = try again later; nothing is lost
    .pull = refresh the description of the system: obmen schema pull
    .post = in 1C give the user a role that posts these documents, and run again: what is written already is posted then; what else is wanting: obmen doctor
    .write = in 1C give the user a role that writes these records, and run again; what else is wanting: obmen doctor
    .page = check the address and the login in obmen.yaml; if they are right, the web server is in trouble: try again later; nothing is lost
    .host = check the address in obmen.yaml and the network; if they are right, try again later; nothing is lost
    .refused = mend what the answer speaks of: the record, the rule or a setting of the system; whether all is set up there: obmen doctor
    .absent = check the address in obmen.yaml and the rights of the user; if they are right, fetch the description of the system: obmen schema pull
E104 = the embedded system `{ $name }` is in use by another process
    .about = One process holds the state of an embedded system: a running `obmen sandbox` or another exchange.
    .remedy = end the other process with this project, or speak to its address
    .served = end that process, or use its address: `obmen sandbox` prints the lines for obmen.yaml

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
cli-value-position = POSITION
cli-value-id = ID
cli-value-file = FILE
cli-value-class = CLASS
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
cli-about-obmen-apply = Carry out a saved plan, once
cli-about-obmen-test = Run the tests of mappings on samples
cli-about-obmen-fmt = Bring mapping files into canonical layout
cli-about-obmen-tables = Correspondence tables
cli-about-obmen-tables-pull = Fill tables from the system's dictionaries
cli-about-obmen-journal = The journal of the exchange
cli-about-obmen-journal-verify = Check the journal: the file, checksums, references
cli-about-obmen-journal-rebuild = Find the links of records in both systems and make the journal anew
cli-about-obmen-schema = Schemas of the systems
cli-about-obmen-schema-pull = Fetch $metadata and dictionaries into `schema/`
cli-about-obmen-doctor = Look on the live systems whether an exchange could run; writes nothing to them
cli-about-obmen-sandbox = Serve the project's embedded systems over HTTP
cli-about-obmen-sandbox-play = Make the edits of a scene in the embedded systems, served or not
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
cli-arg-after = Read the changes after this one, by its number (sinceId), and go on from there
cli-arg-fail-on = Fail on records of these classes: create, edit, hold, conflict, skip, warn
cli-arg-out = Write the plan or report to a JSON file; apply carries a plan out
cli-value-what = WHAT
cli-about-obmen-explain = Explain a diagnostic or a reason of `held` by its code, or where the value of a field came from
cli-arg-exit-zero = End with 0 whatever is found; failures stay failures
cli-arg-by = Group the changes: rule
cli-arg-explain = Show where each value came from
cli-arg-yes = Ask for no confirmation
cli-arg-names = What to test (everything by default); the project's folder may stand first
cli-arg-review = Show each differing snapshot and ask whether to accept it
cli-arg-accept = Accept differing snapshots
cli-arg-junit = Write the results to a JUnit file
cli-arg-files = Files (all mappings of the project by default)
cli-arg-check = Change nothing, only look; ends with 2 if a layout differs
cli-arg-keywords = Rewrite the keywords: ru or en
cli-arg-tables = Tables (all that have a `pull` by default)
cli-arg-empty = Agree that a table becomes empty where the dictionary has no entry
cli-arg-merge = Keep the rows with their matches, add only what is new
cli-arg-crm = Address of RetailCRM (127.0.0.1:8801 by default)
cli-arg-erp = Address of 1C (127.0.0.1:8802 by default)
cli-arg-fault = A fault to show: KIND[@OPERATION][xN]; may be given several times
cli-arg-reset = Start from the first data again
cli-arg-scene = The scene: a file of `scenes/` (the scenes are listed by default)
cli-arg-stage = The stage: ast, checked, program
cli-arg-obmen-apply-file = The plan that plan --out saved
cli-arg-obmen-apply-yes = Write what comes out otherwise by now too; ask for no confirmation
cli-arg-obmen-journal-rebuild-yes = Write the new journal; the old one stays beside it
cli-arg-file = The mapping file
cli-value-field = FIELD
cli-arg-what = The code of a diagnostic, the reason of a record that waits, or a record: the number that people see, or its key
cli-arg-field = The field of the record: where its value comes from
cli-value-record = RECORD
cli-value-state = STATE
cli-value-moment = WHEN
cli-value-count = COUNT
cli-about-obmen-held = Records that wait: why, since when, and what to do
cli-about-obmen-held-list = Show all of them
cli-about-obmen-held-show = Show everything about one
cli-about-obmen-held-retry = Try again by the next run
cli-about-obmen-held-skip = Lay aside until the record or the project is edited
cli-about-obmen-jobs = The log of runs: state, start, end, result
cli-arg-flow = Only of this flow
cli-arg-record = The record: its key or the number that people see
cli-arg-records = The records: their keys or the numbers that people see
cli-arg-obmen-held-retry-records = The records: their keys or the numbers that people see (all that wait by default)
cli-arg-state = Only in these states: done, held, stopped, failed, running, cut
cli-arg-since = Begun on that day or at that time and later: 2026-11-30, 2026-11-30 12:00
cli-arg-until = Begun before that time; a day is meant whole
cli-arg-limit = At most so many (20 by default)

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

cli-dump-nothing = { $file } holds no map, and changes none of the project
cli-unknown-code = `{ $code }` is neither the code of a diagnostic nor a reason for which a record waits
      codes of diagnostics stand in brackets behind the word “error”: S110, N104
      reasons are given by `obmen held --format json`: { $known }
      of a record of the exchange: obmen explain RECORD FIELD
cli-unknown-code-near = `{ $code }` is neither the code of a diagnostic nor a reason for which a record waits; near to it: { $near }
      codes of diagnostics stand in brackets behind the word “error”: S110, N104
      reasons are given by `obmen held --format json`: { $known }
      of a record of the exchange: obmen explain RECORD FIELD
machine = { $kind ->
    [encoding] it is not UTF-8
    [rights] the rights are missing
    [missing] it is not there
    [folder] it is a folder
    [file] a file stands where a folder belongs
    [name] the name is too long or not allowed
    [full] the disk is full
    [loop] the link leads to itself
   *[other] { $reason }
}
cli-no-file = there is no file `{ $file }`
cli-not-utf8 = the file `{ $file }` is not UTF-8 from byte { $byte } on
cli-not-read = the file `{ $file }` cannot be read: { $error }
cli-not-written = the file `{ $file }` was not written: { $error }
cli-no-answer = the answer was not written in full: { $error }
cli-no-project = the folder `{ $folder }` has no obmen.yaml
cli-file = `{ $file }` is a file, and a project is checked and run as a whole: name its folder, { $folder }
cli-file-alone = `{ $file }` is a file, and a project is checked and run as a whole: name the folder that holds obmen.yaml
cli-neither = `{ $word }` is neither a project folder nor a name of a project: `{ $folder }` holds no project
cli-query-needs-json = `--query` works with `--format json` only
cli-query = the path `{ $query }` cannot be read from character { $column } on: it is no JSONPath
cli-after = `{ $text }` is no number of a change: --after takes a whole number, 184201 for one
cli-yes-no = y/n

explain-reason = For such a reason a record waits. All that wait: `obmen held`, everything about one: `obmen held show RECORD`.
explain-wrong = wrong
explain-right = right

fmt-no-files = there are no mapping files (*.obmen)

init-config = there are no shipped mappings `{ $config }`
init-project = there is a project in `{ $folder }` already (obmen.yaml), nothing was written; choose another folder: obmen init NAME
init-file = `{ $folder }` is a file, and a project is a folder: give another name
init-exists = the file `{ $file }` exists, nothing was written
init-done = the project is in `{ $folder }`, files: { $count }
      check it:               obmen check { $quoted }
      run its tests:          obmen test { $quoted }
      fetch your schemas:     obmen schema pull -C { $quoted }   (addresses and keys in obmen.yaml)

check-clean = no mistakes: { $maps } { $maps ->
    [one] map
   *[other] maps
}, { $tables } { $tables ->
    [one] table
   *[other] tables
}, { $flows } { $flows ->
    [one] flow
   *[other] flows
}

plan-cursor = cursor { $from } → { $to }
plan-rules = rules { $hash }
plan-dictionaries = dictionaries { $date }
plan-read = { $count } read
plan-nothing = nothing to change
plan-same = { $count } unchanged
plan-edits = { $count } to edit
plan-creates = { $count } to create
plan-holds = { $count } held
plan-partly = ({ $count } of them written in part)
plan-conflicts = { $count } in conflict
plan-skips = { $count } skipped
plan-filtered = { $count } not concerned
plan-yes = yes
plan-no = no
plan-planned = { $name } (new)
plan-used = will be used in: { $records }
plan-held = { $record } held: { $words }
plan-left-skip = { $record } skipped: the condition `{ $condition }` holds
plan-left-where = { $record } is not concerned: the condition `{ $condition }` does not hold
plan-skipped = { $record } skipped: { $words }
plan-stopped = the flow stopped: { $words }
plan-again = again in { $time }
plan-hours = { $count } h
plan-minutes = { $count } min
plan-seconds = { $count } s
plan-row-added = + row
plan-row-removed = − row
plan-conflict-source = { $field } changed on both sides: { $target } and { $source }; its owner makes it { $source }
plan-conflict-target = { $field } changed on both sides: { $target } and { $source }; its owner leaves it { $target }
plan-conflict-nobody = { $field } changed on both sides: { $target } and { $source }; somebody has to decide
plan-conflict-row-source = { $field }: one side removed the row, the other changed it; the source wins
plan-conflict-row-target = { $field }: one side removed the row, the other changed it; it stays as it is
plan-conflict-row-nobody = { $field }: one side removed the row, the other changed it; somebody has to decide
plan-gone = gone { $count }
plan-deleted = { $record } is deleted at the source; nothing is deleted at the target
plan-merged = { $record } is merged into { $into } at the source; nothing is deleted at the target
plan-marked = { $record } is marked for deletion at the source; nothing is deleted at the target
plan-missing = the source does not show { $record } now; the record waits until it does
plan-messages = Messages:
plan-done = written
plan-parked = held: { $words }
plan-alike = the same as { $record }
plan-overtaken = not written: it comes out otherwise since the plan was saved
plan-moved = { $count } changed since the plan
plan-vanished = it is gone from the source since the plan was saved, nothing is written
plan-failed = not written: { $words }
plan-by-rule = { $rule } changes { $count }
plan-rules-total = by rule: { $rules }
plan-cost = writing: { $count ->
    [one] { $count } request
   *[other] { $count } requests
}, ≈{ $seconds } s
plan-reposts = posted again: { $count }
plan-post-only = posting: everything else is written already
plan-member = { $member }, byte { $byte }
plan-reason-missing = the record that it refers to was not found on the other side, and its match does not create one
plan-reason-absent = the source does not have the record that it refers to
plan-reason-absent-of = the source does not have the record { $about } that it refers to: bring it back there, or name another one in it
plan-reason-lost = the record that it is linked to is gone
plan-reason-lost-of = the record { $about } that it is linked to is gone: bring it back, or decide what takes its place
plan-reason-gone = the record that it is linked to was deleted: there is nothing to write to
plan-reason-gone-of = the record { $about } that it is linked to was deleted: there is nothing to write to
plan-reason-marked = the record to write or to refer to is marked for deletion
plan-reason-marked-of = { $about } is marked for deletion: nothing is written there or with a reference to it; take the mark off, or name another record instead
plan-reason-ambiguous = several records were found
plan-reason-dependency = a record that it refers to has to be there first
plan-reason-dependency-of = the record { $about } that it refers to has to come to the other side first: what keeps it, if anything does, is said of it (obmen plan); this one follows
plan-reason-unmapped = the table of correspondences has no row
plan-reason-taken = the record that was found belongs to another one: merge the two records of the source, or mend the field by which they met
plan-reason-taken-of = two records of the source ({ $about }) come to one and the same record: merge them, or mend the field by which they met
plan-reason-totals = the sums differ
plan-reason-edited = what was written before was edited by hand there, and it does not add up any more
plan-reason-edited-of = { $about }: what was written before was edited by hand there, so nothing is written; restore it, or make the same edit on the other side
plan-reason-validation = its data do not fit
plan-reason-disputed = fields were changed on both sides: somebody has to decide
plan-reason-disputed-of = changed on both sides, somebody has to decide: { $about }
plan-reason-conflict = the record was changed at the same time
plan-reason-rejected = the system refused the record
plan-reason-locked = another session of the system holds the record
plan-reason-locked-of = another session of the system holds the record: { $about }
plan-reason-in-doubt = it is not known whether it was written: look into the system
plan-reason-internal = no plan could be made
plan-reason-bad-data = the system's answer cannot be read
plan-reason-skip = the mapping says so
plan-fault-blank = blanks stand where a number belongs: mend the record at the source
plan-fault-number = `{ $value }` is no number: mend the record at the source, a number is written like this: 1234.50
plan-fault-precise = the number `{ $value }` has more than 18 digits after the point: mend the record at the source
plan-fault-overflow = the number `{ $value }` is too large: mend the record at the source
plan-fault-long-of = the field `{ $field }` holds { $limit } characters, the text is longer: `{ $value }`; shorten it in the source
plan-fault-precise-of = the field `{ $field }` holds { $limit } digits after the point, the number `{ $value }` has more; round it in the rule: `round(…, { $limit })`
plan-fault-overflow-of = the field `{ $field }` holds { $limit } digits before the point, the number `{ $value }` has more; mend it in the source
plan-fault-zero = division by zero: mend the record at the source, or let the rule divide only where the divisor is not zero
plan-fault-moment = `{ $value }` is no date or time: mend the record at the source, it is written like this: 2025-10-25 or 2025-10-25 14:30:00
plan-fault-guid = `{ $value }` is no GUID: mend the record at the source
plan-fault-phone = `{ $value }` is no phone number: mend the record at the source
plan-fault-kind = `{ $value }` stands in the place of a plain value: mend the record in the source
plan-fault-nested = `{ $value }` stands in the place of a list or an object: mend the record in the source
plan-fault-long = the text is longer than its field: `{ $value }`; shorten it at the source
plan-fault-member = this field never has such a type: `{ $value }`; if the system has it now, fetch its description: obmen schema pull
plan-fault-argument = the function cannot work with `{ $value }`: mend the record at the source, or the rule
plan-fault-unreadable = the record is no JSON from byte { $value } on: mend it in the source
plan-fault-keyless = the record has no key { $value }: add it in the source
plan-fault-no-record = neither a record nor a list of records stands here: mend it in the source
plan-fault-twice = the record with this key is in { $value } already: leave it in one of the two
plan-fault-deep = objects and lists of the record lie more than { $value } deep inside one another: the program does not read such a record, simplify it in the source
plan-fault-rows = the record has more than { $value } rows: split it in the source
plan-fault-large = the record has more than { $value } bytes: split it in the source
plan-fault-steps = the record took more than { $value } steps: it has too many rows, or the rules go through them many times
plan-fault-missing = the required field `{ $value }` stayed empty: the source gives no value; give the rule a `default`
plan-fault-missing-new = the required field `{ $value }` stayed empty: the rule left it as it is, and a new record has nothing there; give the rule a value, or an outcome: hold "..."
plan-fault-missing-of = the required field `{ $value }` stayed empty: the source has nothing in { $read }; fill it in the source, or give the rule a `default`
plan-fault-unnamed = the required field `{ $value }` stayed empty: no branch of the rule names the value "{ $given }" of `{ $subject }`; add one to `choose`, or `else`
plan-fault-missing-row = the required field `{ $value }` stayed empty: row { $number } of `{ $rows }` has nothing in { $read }; fill it in the source, or give the rule a `default`
plan-fault-missing-named = the required field `{ $value }` stayed empty: row { $number } of `{ $rows }` (“{ $label }”) has nothing in { $read }; fill it in the source, or give the rule a `default`

remark-no-key = a record without `{ $about }` is left out: without its key it is nobody's; the others go on
remark-no-record = the change { $about } names no record and is passed over; the others go on
remark-empty-page = an empty page where there are records; the next run asks again
remark-own-keys = the base gives keys of its own instead of those sent: after a lost answer a record cannot be found and may come twice; see that Ref_Key can be set when an object is created
run-no-record = the source has no record { $record }
run-not-asked-so = the flow `{ $name }` is passed over: its source cannot be asked so: { $reason }
run-after-beyond = there is no change with the number { $number }, nor a later one: read from there, the feed would pass over the next ones; name a number that the system has given already
run-after-one = the number of a change belongs to one flow, and several are switched on; name one of them: { $flows }
run-since-today = { $flow }: the day to begin with is not filled in, read from { $day } on
run-flow = { $flow }
run-asking = Asking { $system } ...
run-reading = Reading the answer ...
run-writing = Writing, records { $count } ...
run-landing = the last run left a write without an answer: what came of it is known in at most { $seconds } s
run-no-flow-at-all = the project has no flow, nothing is done: name the mapping files in obmen.yaml (mappings: [mappings/first.obmen]) and declare a flow in them
run-no-flows = no flow is switched on, nothing is done:
run-flow-off = the flow `{ $name }` is switched off until the condition `{ $condition }` holds: { $file ->
        [missing] settings.yaml, where the value belongs, is not there; obmen check shows its lines
       *[other] change the value in settings.yaml
    }
run-unknown-flow = `{ $name }` is neither a flow nor a project folder; flows: { $known }
run-by-rule = { $rule } changed { $count }
trouble-page = a page came instead of data
trouble-host = the server's name was not found
trouble-closed = the server takes no connections
trouble-broken-answer = an answer came, and it is cut or damaged
trouble-no-list = the answer lacks the list that belongs there
trouble-no-records = what the answer holds are no records
trouble-no-post = the user has no right to post documents of this kind
trouble-no-write = the user has no right to write records of this kind
trouble-other-kind = the answer holds something else than belongs there
trouble-no-member = the answer lacks what belongs there
trouble-unknown-key = the file holds a key that has no place there
trouble-file-json = the file is no JSON
trouble-file-yaml = the file is no YAML
trouble-file-key = there is no such key
trouble-file-missing = a key is missing
trouble-file-twice = a key is there twice
trouble-file-kind = another kind of value belongs there
trouble-world-list = a list of records belongs there
trouble-world-field = the schema has no such field, or its value is of another type
trouble-world-set = the schema has no set of this name
trouble-world-twice = a record with this key is there already
trouble-no-edmx = the answer is no description of a base
trouble-large = the answer is larger than the program takes
trouble-no-key = a record in the answer lacks its key
trouble-bad-key = a record in the answer has a key that is none
trouble-unpublished = the base does not publish this
trouble-pages = the pages of the file do not fit together
trouble-key = the key is empty or holds characters that no key has
trouble-no-publication = this is no address of a publication, which looks like https://host/base
trouble-edited = somebody edited the record at the same time, so nothing was written
trouble-endless = the feed says that there is more and does not go on
trouble-too-long = the request is longer than the server takes
trouble-no-version = records of this kind have no version, so their changes cannot be told by it
trouble-files-read = a folder of files is only read and cannot be written
trouble-files-bare = a folder of files gives no description of the system
trouble-not-written = the system does not let such records be written
trouble-not-read = the system does not let such records be read
trouble-no-posting = nothing is posted in this system
trouble-no-filter = the system does not search by such a condition
trouble-no-owner = the company has no customer, and without one it cannot be written
trouble-no-probe = nothing tells the record apart from others: whether it was written cannot be found out
trouble-cut = the answer broke off
trouble-garbled = the answer cannot be read
trouble-silent = the server did not answer in time
trouble-certificate = the server's certificate was not accepted
trouble-account = RetailCRM did not accept the key or the address
trouble-transient = the system does not answer or is busy
trouble-held = somebody else holds the record
trouble-limit = too many requests
trouble-rejected = the system refused the request
trouble-conflict = the record was changed at the same time
trouble-missing = there is no such record
trouble-exists = there is such a record already
trouble-bad-data = the answer cannot be read
trouble-credentials = access was not granted
trouble-unsupported = the system cannot do this
trouble-no-file = there is no such file or folder
trouble-denied = no rights to the file or folder
trouble-full = the disk is full
trouble-disk = the disk cannot be read or written
trouble-no-open = the file cannot be opened
trouble-folder = this is a folder and not a file
trouble-no-folder = this is a file and not a folder
trouble-in-place = a file stands where a folder belongs
trouble-name = the name is too long
trouble-loop = the link leads to itself
trouble-many-files = too many files are open
trouble-address-taken = another program uses the address
trouble-not-database = this is no database of the program
trouble-damaged = the file is damaged
trouble-checksum = a checksum does not fit
trouble-locked = another process uses the file
trouble-journal-locked = `{ $path }` is held by another process
trouble-journal-newer = `{ $path }` is kept by a newer program: its version is { $found }, { $known } is known here
trouble-journal-foreign = `{ $path }` is no journal but the database of another program
trouble-journal-broken = `{ $path }` is damaged
trouble-journal-damaged = `{ $path }` is damaged: { $what }
trouble-journal-empty = the file `{ $path }` is empty, and a journal that was kept never is: it was cut off, or a copy of it was not finished
trouble-journal-behind = `{ $path }` lacks its last commits: it has { $found } of { $made }; an older copy was put in its place, or its end is cut off
trouble-journal-linked = `{ $role }`: the { $end } record { $key } is linked to { $other } already
trouble-journal-order = the step { $intent } cannot go on from the state { $state }: this is a mistake of the program, and nothing was done
trouble-journal-closed = the journal is closed: writing to it broke off
trouble-journal-disk = `{ $path }`: { $what }
trouble-no-account = this is no address of an account of RetailCRM, which looks like https://shop.retailcrm.ru
trouble-zone = this address is not in a zone of RetailCRM
trouble-plain = the key would go in the open: https is needed
trouble-more = the address holds more than a host: a login or parameters
trouble-rate = RetailCRM allows no more than 10 requests a second
trouble-login = the address holds a login: `user` and `password` are settings
trouble-colon = `user` holds a colon, which no login has
trouble-empty = no entity set is published
trouble-doctype = the answer holds a document type, which is not allowed
trouble-utf8 = this is no text in UTF-8
trouble-not-json = this is not JSON
trouble-at = line { $line }, column { $column }
system-retailcrm = RetailCRM
system-odata = 1C
apply-damaged = the file { $file } cannot be read as a plan: it is cut off or damaged; nothing is done; save the plan again: obmen plan --out { $file }
apply-foreign = there is no saved plan in the file { $file }; save one: obmen plan --out { $file }
apply-newer = the plan { $file } was saved by a newer program (format { $found }, { $known } is known here); use a program no older, or save the plan again
apply-systems = the plan { $file } was saved for other systems; carry it out in the project where it was saved
apply-rules = the plan { $file } is out of date: the rules, tables or settings of the project are others since (then { $then }, now { $now }); nothing is written; look at a new one: obmen plan --out { $file }
apply-journal = the plan { $file } was saved with another journal; nothing is written; look at a new one: obmen plan --out { $file }
apply-used = the plan { $file } was carried out already, { $at }; nothing is written; look at a new one: obmen plan --out { $file }
apply-moved = { $count ->
    [one] { $count } record comes
   *[other] { $count } records come
} out otherwise since the plan was saved and { $count ->
    [one] is
   *[other] are
} not written: look above and allow it (--yes), or use obmen run
journal-none = there is no journal yet: { $path }
journal-whole = the journal { $path } is whole: version { $version }, commits { $commits }
journal-unfit = the journal { $path } can be read, but its rows do not fit: version { $version }, commits { $commits }
journal-half-link = the link `{ $role }` of the record { $key } lacks the other record
journal-intent-link = the write { $number } names a link that is not there
journal-intent-lane = the write { $number } is not finished, and { $record } waits for nothing
journal-parked-lane = { $record } is noted as held and waits for nothing
journal-loose = the rows of the journal do not fit; see which links both systems tell of, and make the journal anew: obmen journal rebuild
rebuild-role = { $head }: { $read } read, { $links } linked (by key { $derived }, by external key { $external }, by mark { $mark })
rebuild-unread = { $head }: cannot be listed, a run will find the links: { $reason }
rebuild-unclear = { $left } ⇔ { $right }: several claim one of these records, they are not linked: leave one mark in the systems
rebuild-ask = write a new journal with these links? the old one stays beside it
rebuild-not-done = the new journal is not written: it needs a yes (--yes)
rebuild-done = the new journal is written, the old one lies in { $path }; the next run compares all these records first
rebuild-done-first = the new journal is written; the next run compares all these records first
run-first = this is the first run with these systems; go on?
run-not-asked = the first run was not done: it needs a yes (--yes)
run-shrunk = the source does not show all of its records: of { $known } that were seen { $gone } are missing, and no more than { $shrink } may be; nothing is taken from it: check the source and the rights of the user, and if it is meant so, allow it (--yes) or raise guards.shrink in obmen.yaml
run-guarded = the run is paused: it would create more than { $creates } or edit more than { $edits } records: look at the plan and allow it (--yes), or raise guards in obmen.yaml
explain-gives = rule gives
explain-holds = system holds
explain-base = agreed on
explain-owner = owner
explain-fate = result
explain-new = the record is not there yet
explain-base-both = the rule gave { $gave }, the system held { $held }
explain-no-base = never yet
explain-owner-rule = the rule
explain-owner-hold = somebody decides
explain-fate-same = no change
explain-fate-written = is written
explain-fate-left = the rule gives nothing, the field is left alone
explain-fate-once = written on create only, the field is left alone
explain-fate-edited = edited in the system, and the rule gives what it gave: the edit stays
explain-fate-target = changed on both sides: the system is its owner and keeps what it has
explain-fate-nobody = changed on both sides: somebody has to decide
explain-fate-waits = the record is held or left out, nothing is written
explain-not-run = the rule was not run here: its condition does not hold, or there are no rows
explain-steps = where from:
explain-no-member = not in the record
explain-default = in place of nothing
explain-match = match { $name }
explain-row = table { $table }: { $row }
explain-no-row = table { $table }: no such row
explain-no-field = no rule writes a field `{ $field }`
explain-no-field-near = no rule writes a field `{ $field }`; near to it: { $near }
explain-nothing = of the record { $record } the flow writes no field `{ $field }`: a condition leaves the record out, it is skipped, or there are no rows
held-none = no record waits
held-count = { $count } waiting
held-count-aside = { $count } laid aside
held-more = more about a record: `obmen held show RECORD`; `obmen run` tries all of them again but those laid aside
held-since = { $flow }   reason { $reason }   since { $since }, times: { $count }   { $again }
held-asleep = { $flow }   { $again }
held-aside = { $record } laid aside { $time }{ $by }
held-settled = { $record } does not wait any more; it waited because { $words }
held-again-now = taken by the next run
held-again-at = taken again from { $time } on
held-again-by-hand = not tried again by itself: `obmen run`, an edit of the record or `obmen held retry` takes it
held-again-person = not tried again by itself: somebody has to decide
held-again-edited = taken when the record or the project is edited, or by `obmen held retry`
held-again-settled = it does not wait
held-flow = flow
held-record = record
held-reason = reason
held-waits = waits
held-span = from { $since } to { $last }, times: { $count }
held-again = again
held-do = what to do
held-planned = what was planned:
held-rows = rows: { $count }
held-sent = what was sent:
held-action-create = create
held-action-edit = edit
held-action-same = no change
held-action-hold = hold
held-action-skip = leave out
held-action-conflict = conflict
held-op-create = create
held-op-edit = edit
held-op-post = post
held-op-unpost = undo the posting
held-state-planned = not sent
held-state-sent = sent
held-state-in-doubt = not known whether written
held-state-confirmed = written
held-state-rejected = refused
held-state-parked = somebody has to decide
held-state-superseded = given up, planned anew
held-do-unmapped = add the row to the table of correspondences: the record is taken by itself
held-do-missing = make the record that is missing, or mend the reference to it: it is taken by itself
held-do-absent = bring the record back that it refers to in the source, or name another one
held-do-lost = bring the linked record back, or decide what takes its place
held-do-marked = take the deletion mark off, or name another record instead of the marked one: this one goes on by itself
held-do-ambiguous = leave one of the records that were found, or search more exactly, then `obmen held retry { $record }`
held-do-dependency = settle the record that it refers to: this one is taken after it by itself
held-do-taken = merge the two records of the source, or mend the field by which they met
held-do-totals = mend the sums in the source: after the edit the record is taken by itself
held-do-edited = restore the former values, or make the same edit on the other side, then `obmen held retry { $record }`
held-do-validation = mend the data in the source, or the rule: after the edit the record is taken by itself
held-do-disputed = make the fields the same on both sides: the record is taken by itself
held-do-conflict = wait until nobody edits the record: it is taken by itself
held-do-rejected = mend what the system names, then `obmen held retry { $record }`
held-do-locked = close the record in the system if somebody has it open: this one is taken by itself, and if it is held for a day by `obmen held retry { $record }`
held-do-in-doubt = look into the system whether it was written: if not, `obmen held retry { $record }`, if so, `obmen held skip { $record }`
held-do-internal = show the authors of the program what `obmen held show { $record }` prints
held-do-other = mend the cause, then `obmen held retry { $record }`
held-retry = { $record }: taken by the next run
held-retry-more = nothing is written yet: `obmen run` takes the records
held-skip = { $record }: laid aside until the record itself or the project is edited
held-skip-more = to have it back before: `obmen held retry RECORD`
held-unknown = no record `{ $record }` waits: `obmen held` shows all
held-unknown-near = no record `{ $record }` waits; near to it: { $near }
held-several = several records are called `{ $record }`; name the key or the flow:{ $found }
held-not-waiting = { $record } does not wait any more, there is nothing to decide
held-unknown-flow = the journal knows no flow `{ $name }`; known: { $known }
jobs-none = there were no such runs
jobs-more = { $shown } of { $all } are shown: `--limit` shows more
jobs-moment = `{ $text }` is neither a day nor a moment: write it like 2026-11-30, 2026-11-30 12:00 or 30.11.2026 12:00
jobs-head-number = no.
jobs-head-state = state
jobs-head-flow = flow
jobs-head-started = started
jobs-head-finished = finished
jobs-head-took = took
jobs-head-result = result
jobs-state-done = done
jobs-state-held = done, some wait
jobs-state-stopped = stopped
jobs-state-failed = failed
jobs-state-running = running
jobs-state-cut = cut off
jobs-count-read = { $count } read
jobs-count-create = { $count } created
jobs-count-beside = { $count } created along with them
jobs-count-edit = { $count } edited
jobs-count-same = { $count } unchanged
jobs-count-skip = { $count } left out
jobs-count-conflict = { $count } in conflict
jobs-count-held = { $count } held
jobs-count-gone = { $count } gone
test-unknown = there are no tests `{ $name }`
test-accept = accept?
test-accepted = { $count } { $count ->
    [one] snapshot
   *[other] snapshots
} accepted
test-summary = { $passed } { $passed ->
    [one] test
   *[other] tests
} passed, { $failed } failed
test-no-terminal = --review asks on a terminal, and there is none: nothing was accepted; obmen test --accept accepts all
test-review = accept the new results: obmen test --review (one by one) or --accept (all)

suite-sample = the sample cannot be used: { $kind ->
    [encoding] the file is not UTF-8
    [json] it is no JSON: line { $line }, column { $column }
    [short] the JSON ends too early: line { $line }, column { $column }
    [path] the path after `at` cannot be read from character { $column } on: it is no JSONPath
    [empty] there is no record in it
    [unread] the file cannot be read ({ $reason })
   *[other] { $reason }
}
suite-mistakes = the mapping is wrong with what this test gives:
suite-claim = does not hold: { $claim }
suite-found = { $what }: { $found }
suite-wanted = expected: { $wanted }
suite-no-row = there is no row { $number }
suite-ended = the record did not come through: { $how }
suite-outcome = expected { $wanted }, came: { $how }
suite-not-given = rules read a record through a reference, and the test does not give it: the value is empty
suite-give = give it: given { $entity } "samples/FILE.json", with the key { $key }
suite-law = the law { $law } does not hold
suite-field = { $field }: expected { $wanted }, found { $found }
suite-no-snapshot = the result { $name } was not accepted yet
suite-differs = the result differs from the accepted { $name }
suite-unwritten = the result could not be written: { machine }
suite-record = record { $key }
suite-end-written = the record came through
suite-end-faults = it has broken values
suite-end-filtered = the flow does not take it
suite-end-skipped = the flow skips it
suite-end-off = the settings switch the flow off
suite-fault-blank = blanks stand where a number belongs
suite-fault-number = `{ $value }` is no number
suite-fault-precise = the number `{ $value }` has more than 18 digits after the point
suite-fault-overflow = the number is too large: `{ $value }`
suite-fault-zero = division by zero
suite-fault-moment = `{ $value }` is no date
suite-fault-guid = `{ $value }` is no GUID
suite-fault-phone = `{ $value }` is no phone number
suite-fault-kind = `{ $value }` stands in the place of a plain value
suite-fault-nested = `{ $value }` stands in the place of a list or an object
suite-fault-long = the text does not fit: `{ $value }`
suite-fault-member = this type of value is not allowed here: `{ $value }`
suite-fault-missing = the required field `{ $value }` is not filled
suite-fault-argument = the function cannot work with this: `{ $value }`
suite-fault-unreadable = the record is no JSON from byte { $value } on: mend it in the source
suite-fault-keyless = the record has no key { $value }: add it in the source
suite-fault-no-record = neither a record nor a list of records stands here: mend it in the source
suite-fault-twice = the record with this key is in { $value } already: leave it in one of the two
suite-fault-deep = objects and lists of the record lie more than { $value } deep inside one another: the program does not read such a record, simplify it in the source
suite-fault-rows = the record has more than { $value } rows: split it in the source
suite-fault-large = the record has more than { $value } bytes: split it in the source
suite-fault-steps = the record took more than { $value } steps: it has too many rows, or the rules go through them many times

sandbox-none = obmen.yaml has no embedded systems: nothing to serve
sandbox-bad-fault = there is no fault `{ $fault }`: expected KIND[:MS][@OPERATION][xN], kinds: { $kinds }
sandbox-bad-operation = none of the systems has an operation `{ $operation }`; there are, for instance: { $known }
sandbox-no-project = `{ $folder }` holds no project with embedded systems; the data of the demo lie in the repository: obmen sandbox mappings/demo
sandbox-bad-address = `{ $address }` is no address: expected ADDRESS:PORT, 127.0.0.1:8801 for one
sandbox-address-in-use = the address { $address } is in use: end the other process or name another address (--crm, --erp)
sandbox-address = the address { $address } cannot be opened: { $reason }
sandbox-machine = the systems cannot be started: { $reason }
sandbox-serves = the systems of `{ $folder }` are served; Ctrl-C ends, what is written stays
    to use them from another project (obmen.yaml):
sandbox-ended = the systems are stopped
sandbox-reset = made new: { $names }
sandbox-reset-journal = the journal of the exchange was removed with them
sandbox-journal-stays = the journal of the exchange stays: not all systems of the project are embedded

play-unknown = there is no scene `{ $name }`; there are: { $known }
play-unknown-near = there is no scene `{ $name }`; near: { $near }; there are: { $known }
play-no-scenes = there is nothing to play: no scenes in `{ $folder }`; a scene is a file NAME.yaml there, with `about` and `edits`
play-scene = scene { $name }: { $about }
play-done = { $count ->
    [one] 1 edit made
   *[other] { $count } edits made
}; what follows from it: `obmen plan`
play-refused = { $system } refused `{ $request }` ({ $status }): { $words }; the edits after it were not made: { $left }. Scenes follow one another and some are played once: `obmen sandbox --reset` starts anew

doctor-of-project = project
doctor-summary = { $fine ->
    [one] { $fine } condition holds
   *[other] { $fine } conditions hold
  }, not to be told without writing: { $unknown }, warnings: { $warnings }, failed: { $failures }
doctor-project = mapping
doctor-project-fine = the check passes, flows switched on: { $count }
doctor-project-idle = the check passes, but no flow is switched on: nothing would be exchanged
doctor-project-idle-remedy = switch the settings of the flows you want on in settings.yaml
doctor-project-broken = { $count ->
    [one] the check fails: { $count } error
   *[other] the check fails: { $count } errors
  }
doctor-project-broken-remedy = obmen check shows each with its place and remedy; if no schemas were fetched yet, obmen schema pull first
doctor-folder = program's folder
doctor-folder-fine = { $path } is closed to others and can be written
doctor-folder-open = { $path } was open to others (mode { $mode }); its mode is 700 now
doctor-folder-open-remedy = if others work on this machine, find out who opened it, and change the keys when in doubt
doctor-folder-unwritable = { $path } cannot be written: { $reason }
doctor-folder-unwritable-remedy = give the user that runs obmen the right to write to the project's folder, and room on the disk
doctor-secrets = secrets
doctor-secrets-open = the file { $path } can be read by others (mode { $mode })
doctor-secrets-open-remedy = chmod 600 { $path }
doctor-secrets-short = the { $what } is shorter than four characters: it cannot be covered in messages, for it is found in any words
doctor-secrets-short-remedy = take a longer one
doctor-settings = settings
doctor-journal = journal
doctor-journal-none = not made yet: the first obmen run makes it
doctor-journal-fine = whole, every row was checked; records that wait: { $waiting }
doctor-journal-busy = whole, but another process has it; records that wait: { $waiting }
doctor-journal-busy-remedy = if no other obmen should be running, end it; the answers of this examination were not kept
doctor-reach = connection
doctor-reach-fine = the system answers and accepts the login
doctor-reach-files = files are read in place of the system: there is nothing to examine
doctor-api = interface version
doctor-api-fine = { $wanted } is there
doctor-api-other = { $wanted } is needed, the system offers: { $versions }
doctor-api-other-remedy = check the address; if it is right, this version of obmen cannot work with the system
doctor-api-untold = the system does not tell it
doctor-rights = rights
doctor-rights-fine = the key may do what is needed: { $scopes }
doctor-rights-missing = { $count ->
    [one] the key lacks a permission: { $scopes }
   *[other] the key lacks permissions: { $scopes }
  }
doctor-rights-missing-remedy = RetailCRM, Administration > Integration > API keys: give the key these permissions
doctor-rights-untold = the system does not name the permissions of this key
doctor-rights-read = all kinds of records that are needed can be read: { $count }
doctor-rights-unread = { $entity } cannot be read: { $reason }
doctor-rights-unread-remedy = give the user of 1C the right to read this object (and the role for remote access by OData)
doctor-rights-write = the right to write is seen by writing only; it will be needed for { $entities }
doctor-shops = shops
doctor-shops-all = the key has access to all shops
doctor-shops-some = the key has access to the shops that are needed: { $open }
doctor-shops-closed = { $count ->
    [one] the key has no access to the shop { $closed }
   *[other] the key has no access to the shops { $closed }
  }; it has to: { $open }
doctor-shops-closed-remedy = RetailCRM, Administration > Integration > API keys: open these shops to the key, or all
doctor-zone = time zone
doctor-zone-fine = { $zone }, as in the project
doctor-zone-other = the system's is { $zone }, but the project reads its times as { $own }: everything would be shifted
doctor-zone-other-remedy = put zone "{ $zone }" into the side of this system, or mend the zone in the account's settings
doctor-zone-open = the system's is { $zone }, the project names none
doctor-zone-open-remedy = put zone: { $zone } into obmen.yaml
doctor-zone-untold = the system does not tell it: dates are read by the project's clocks
doctor-published = publication
doctor-published-fine = everything that is needed is published: { $count }
doctor-published-missing = { $count ->
    [one] the object { $entities } is not published
   *[other] objects are not published: { $entities }
  }
doctor-published-missing-remedy = 1C, settings of the standard OData interface: select these objects; then obmen schema pull
doctor-if-match = If-Match
doctor-if-match-untold = seen by writing only; obmen does not rely on it: it reads the version again before a write
doctor-plan = exchange plan
doctor-plan-none = none is published: changes are found by comparing versions
doctor-plan-some = { $count ->
    [one] { $plans } is published
   *[other] published: { $plans }
  }; changes are found by comparing versions for now
doctor-own-keys = own keys
doctor-own-keys-untold = whether the system takes the keys that obmen chooses is shown by the first record that is created
doctor-own-keys-kept = the system keeps the chosen keys: seen on records that were created, { $count }
doctor-own-keys-lost = the system gave created records other keys than the chosen ones: { $count }; a repeat after a lost answer may create a second
doctor-own-keys-lost-remedy = update the platform of 1C; until then find the record by a field that holds RetailCRM's number (a line of match with mark)
doctor-key = key
doctor-key-own = in the last day only this exchange edited with this key; records: { $count }
doctor-key-shared = in the last day records were edited with this key that this journal never wrote ({ $count }): { $records }
doctor-key-shared-remedy = make a key for the exchange alone: edits of other programs with the same key look like our own
doctor-key-foreign = in the last day records were edited with this key ({ $count }), but there is no journal here: { $records }
doctor-key-foreign-remedy = if another program uses the key, make a separate one; if the journal was lost, bring it back from a copy before the first obmen run
doctor-history = history
doctor-schema = description of the system
doctor-schema-same = { $path } is what the system has now
doctor-schema-first = { $path } is not saved in the project: the mapping was checked against what the system has now
doctor-schema-drift = differs from what is saved in { $path } in { $count }: { $names }
doctor-schema-drift-remedy = obmen schema pull, then obmen check
doctor-schema-refused = the system did not give the dictionary { $name }: { $words }
doctor-schema-refused-remedy = if tables need it, give the key the right to it
doctor-names = names
doctor-names-fine = everything that mappings, tables and settings name is there: codes { $codes }, kinds of records with names { $records }
doctor-codes = codes of dictionaries
doctor-codes-fine = there and in use: { $codes }
doctor-codes-idle = { $dictionary }: "{ $code }" ({ $name }) is switched off in the system, but named in { $place }
doctor-codes-idle-remedy = switch it on in the system or name another
doctor-clock = clock
doctor-clock-fine = differs from this machine's by a minute at most
doctor-clock-ahead = the system's clock is { $seconds } s ahead of this machine's
doctor-clock-ahead-remedy = let this machine, or if it is right the system's server, set its clock by the network
doctor-clock-behind = the system's clock is { $seconds } s behind this machine's
doctor-clock-behind-remedy = let this machine, or if it is right the system's server, set its clock by the network
doctor-clock-untold = the system does not tell its time

pull-no-systems = no systems are named: `side` in the mapping files, systems in obmen.yaml
pull-first = { $path }: saved for the first time
pull-same = { $path }: no changes
pull-changed = { $path }: { $added } added, { $removed } removed, { $changed } changed
pull-refused = the dictionary { $name } was not fetched: { $words }

query-nothing = --query { $query }: the answer holds nothing like that; it has { $members }
tables-unknown = there is no table `{ $table }` with a `pull`; there are: { $known }
tables-ask = the table { $table } has rows ({ $rows }), their matches will be lost; clear and fill it anew?
tables-kept = the table { $table } was not changed: it needs a yes (--yes); --merge adds what is new and keeps the matches
tables-ask-emptied = the system's dictionary for table { $table } has no entry, and the table has rows ({ $rows }): make it empty?
tables-kept-emptied = table { $table } was not changed: the system's dictionary has no entry, and its rows ({ $rows }) would be lost; check the dictionary and the rights of the key, and agree if this is as it should be: --empty
tables-filled = { $table }: { $path }, rows { $rows }, matched { $matched }
