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

cli-heading-usage = применение
cli-heading-commands = Команды
cli-heading-options = Ключи
cli-heading-common = Общие ключи
cli-heading-arguments = Аргументы

cli-value-options = { "[" }КЛЮЧИ]
cli-value-command = КОМАНДА
cli-value-dir = КАТАЛОГ
cli-value-lang = ЯЗЫК
cli-value-when = КОГДА
cli-value-level = УРОВЕНЬ
cli-value-format = ВИД
cli-value-jsonpath = JSONPATH
cli-value-name = ИМЯ
cli-value-flow = ОБМЕН
cli-value-number = НОМЕР
cli-value-id = ИД
cli-value-file = ФАЙЛ
cli-value-class = КЛАСС
cli-value-what = ЧТО
cli-value-table = ТАБЛИЦА
cli-value-address = АДРЕС
cli-value-fault = СБОЙ
cli-value-stage = СТАДИЯ
cli-value-scene = СЦЕНА

cli-about-obmen = Обмен между 1С:Предприятием и RetailCRM по файлам соответствий
cli-about-obmen-init = Создать проект, который проходит `check`
cli-about-obmen-check = Проверить соответствия, таблицы и настройки, ничего не запуская
cli-about-obmen-plan = Показать по полям, что изменит обмен; ничего не записывает
cli-about-obmen-run = Выполнить обмен
cli-about-obmen-test = Выполнить тесты соответствий на образцах
cli-about-obmen-fmt = Привести файлы соответствий к единому виду
cli-about-obmen-explain = Объяснить диагностику по коду или значение поля записи
cli-about-obmen-tables = Таблицы соответствий
cli-about-obmen-tables-pull = Заполнить таблицы справочниками системы
cli-about-obmen-schema = Схемы систем
cli-about-obmen-schema-pull = Загрузить $metadata и справочники в `schema/`
cli-about-obmen-sandbox = Запустить встроенные системы проекта как серверы HTTP
cli-about-obmen-sandbox-play = Внести правки сцены во встроенные системы
cli-about-obmen-dump = Показать стадию разбора файла, для программистов

cli-arg-help = Показать эту справку
cli-arg-version = Показать версию
cli-arg-directory = Каталог проекта (обычно текущий)
cli-arg-lang = Язык сообщений: ru или en (обычно из OBMEN_LANG или локали)
cli-arg-color = Цвета: auto, never, always
cli-arg-log = Подробность журнала: error, warn, info, debug, trace (обычно warn)
cli-arg-folder = Каталог проекта
cli-arg-obmen-init-folder = Новый каталог
cli-arg-config = Взять готовые соответствия для конфигурации 1С: unf3
cli-arg-live = Обновить схемы и справочники из систем и показать расхождения
cli-arg-format = Вид ответа: text или json
cli-arg-check-format = Вид ответа: text, json или sarif
cli-arg-query = Показать только найденное этим путём; нужен json
cli-arg-flows = Обмены (обычно все включённые); первым может стоять каталог проекта
cli-arg-order = Только запись с этим номером
cli-arg-id = Только запись с этим ид
cli-arg-out = Сохранить план в файл
cli-arg-fail-on = Считать неудачей записи этих классов: create, edit, hold, conflict, skip, warn
cli-arg-by = Сгруппировать изменения: rule
cli-arg-explain = Показать, откуда взято каждое значение
cli-arg-exit-zero = Завершаться кодом 0, даже если есть изменения или отложенные записи
cli-arg-yes = Не спрашивать подтверждений
cli-arg-full = Массовые выгрузки отправляют всё, а не только изменившееся
cli-arg-names = Что тестировать (обычно всё); первым может стоять каталог проекта
cli-arg-review = Показать каждый изменившийся снимок и спросить, принять ли его
cli-arg-accept = Принять изменившиеся снимки
cli-arg-junit = Записать результаты в файл JUnit
cli-arg-files = Файлы (обычно все соответствия проекта)
cli-arg-check = Ничего не менять, только проверить; код 2, если вид иной
cli-arg-keywords = Переписать ключевые слова: ru или en
cli-arg-words = Код диагностики; или запись и поле
cli-arg-obmen-sandbox-play-words = Сцена; перед ней может стоять каталог проекта
cli-arg-tables = Таблицы (обычно все, у которых есть `pull`)
cli-arg-crm = Адрес RetailCRM (обычно 127.0.0.1:8801)
cli-arg-erp = Адрес 1С (обычно 127.0.0.1:8802)
cli-arg-fault = Сбой, который изображать: ВИД[@ОПЕРАЦИЯ][xN]; можно несколько
cli-arg-reset = Начать с исходных данных
cli-arg-stage = Стадия: ast, checked, program
cli-arg-file = Файл соответствий

cli-mistake-command = нет команды `{ $argument }`
cli-mistake-no-command = не указана команда
cli-mistake-argument = лишний аргумент `{ $argument }`
cli-mistake-missing = не указано: { $argument }
cli-mistake-conflict = `{ $argument }` несовместим с `{ $value }`
cli-mistake-utf8 = аргумент не в кодировке UTF-8
cli-mistake-count = у `{ $argument }` другое число значений
cli-mistake-no-value = у `{ $argument }` нет значения
cli-mistake-value = значение `{ $value }` не подходит для `{ $argument }`
cli-mistake-meant = { "  " }возможно, имелось в виду: { $meant }
cli-mistake-known = { "  " }возможные значения: { $known }
cli-mistake-more = { "  " }подробнее: { $command } --help

cli-unknown-code = нет диагностики с кодом `{ $code }`
cli-not-built = эта команда не входит в эту сборку
cli-no-file = нет файла `{ $file }`
cli-not-utf8 = файл `{ $file }` не в кодировке UTF-8: { $error }
cli-not-read = файл `{ $file }` не читается: { $error }
cli-not-written = файл `{ $file }` не записан: { $error }
cli-no-project = в каталоге `{ $folder }` нет файла obmen.yaml
cli-one-scene = нужна одна сцена, указано: { $words }
cli-query-needs-json = `--query` работает только с `--format json`
cli-query = путь `{ $query }` не разобран: { $error }
cli-yes-no = д/н

explain-wrong = неверно
explain-right = верно

fmt-no-files = нет файлов соответствий (*.obmen)
