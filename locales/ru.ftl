### По-русски. Те же имена, атрибуты и переменные, что в en.ftl: это проверяет тест.
###
### Код:         T204 = ссылку одной системы нельзя записать в другую
###                  .about = Что это значит, для `obmen explain`.
###                  .left = слова пометки или подсказки, которую проверка называет `left`
### Ниже по разделу на стадию; сообщения программы (`say`) в конце, в разделе «Interface».
### Слог: со строчной буквы, без точки, имена в обратных кавычках, сначала факты; подсказка говорит, что сделать.

## S syntax

## N names

## T types

## C completeness

## P project files

## R run time

## E systems and journal

## Interface

diag-error = ошибка
diag-warning = предупреждение
diag-note = заметка
diag-fix = исправить
diag-errors = { $count ->
    [one] { $count } ошибка
    [few] { $count } ошибки
   *[other] { $count } ошибок
}
diag-warnings = { $count ->
    [one] { $count } предупреждение
    [few] { $count } предупреждения
   *[other] { $count } предупреждений
}
diag-notes = { $count ->
    [one] { $count } заметка
    [few] { $count } заметки
   *[other] { $count } заметок
}

cli-unknown-code = нет диагностики с кодом `{ $code }`
