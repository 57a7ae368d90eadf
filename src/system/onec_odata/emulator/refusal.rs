//! What the base says when it does not do what was asked: the codes of the interface.

use serde_json::json;

use crate::endpoint::emulate::{Response, WorldError};

use super::evaluate::Misfit;

/// A refused request.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status number.
    status: u16,
    /// The interface's own code.
    code: i32,
    /// What the user is told.
    text: String,
}

impl Refusal {
    fn new(status: u16, code: i32, text: impl Into<String>) -> Refusal {
        Refusal { status, code, text: text.into() }
    }

    /// An exception in the configuration's code, or in the platform below it.
    pub(super) fn exception(text: impl Into<String>) -> Refusal {
        Refusal::new(500, -1, text)
    }

    /// A set that is not published.
    pub(super) fn no_set(name: &str) -> Refusal {
        Refusal::new(404, 8, format!("Сущность \"{name}\" не найдена"))
    }

    /// No record under this key.
    pub(super) fn no_record() -> Refusal {
        Refusal::new(404, 9, "Экземпляр сущности не найден")
    }

    /// No property of this name.
    pub(super) fn no_property(name: &str) -> Refusal {
        Refusal::new(404, 10, format!("Свойство \"{name}\" не найдено"))
    }

    /// No function of this name.
    pub(super) fn no_method() -> Refusal {
        Refusal::new(404, 6, "Метод не найден")
    }

    /// A call without one of its arguments.
    pub(super) fn no_argument(name: &str) -> Refusal {
        Refusal::new(400, 12, format!("Не задан параметр метода \"{name}\""))
    }

    /// A query option that cannot be understood.
    pub(super) fn bad_option(name: &str) -> Refusal {
        Refusal::new(400, 14, format!("Ошибка разбора параметра запроса {name}"))
    }

    /// A path or a key that cannot be understood.
    pub(super) fn bad_address() -> Refusal {
        Refusal::new(400, 6, "Неверный формат URL")
    }

    /// A key without one of its parts.
    pub(super) fn key_part(name: &str) -> Refusal {
        Refusal::new(400, 7, format!("Не задано значение ключевого поля \"{name}\""))
    }

    /// A body that is no JSON object.
    pub(super) fn bad_body() -> Refusal {
        Refusal::new(400, 2, "Неверный формат тела запроса")
    }

    /// A body that names a property twice.
    pub(super) fn doubled() -> Refusal {
        Refusal::new(400, 18, "Имена свойств сущности не уникальны")
    }

    /// A value that the property cannot take.
    pub(super) fn bad_value(property: &str) -> Refusal {
        Refusal::new(400, 4, format!("Неверное значение свойства \"{property}\""))
    }

    /// A record with this key exists.
    pub(super) fn exists() -> Refusal {
        Refusal::new(400, 15, "Экземпляр сущности с таким ключом уже существует")
    }

    /// Rows of a tabular part cannot be written without their owner.
    pub(super) fn rows_alone() -> Refusal {
        Refusal::new(400, 13, "Непосредственное изменение строк табличной части не поддерживается")
    }

    /// A method that the address does not take.
    pub(super) fn bad_method() -> Refusal {
        Refusal::new(405, 19, "Метод HTTP не поддерживается для данного ресурса")
    }

    /// A form of answer that is not given.
    pub(super) fn bad_format() -> Refusal {
        Refusal::new(406, 3, "Формат представления данных не поддерживается")
    }

    /// Something the interface does not offer.
    pub(super) fn unsupported() -> Refusal {
        Refusal::new(501, 0, "Не поддерживается")
    }

    /// The record is not in the version that the client named.
    pub(super) fn stale() -> Refusal {
        Refusal::new(412, -1, "Версия данных не совпадает")
    }

    /// Another session holds the record.
    pub(super) fn locked() -> Refusal {
        Refusal::exception(
            "Конфликт блокировок при выполнении транзакции:\n\
             Превышено максимальное время ожидания предоставления блокировки",
        )
    }

    /// The record's period is closed.
    pub(super) fn closed() -> Refusal {
        Refusal::exception("Изменение данных этого периода запрещено: установлена дата запрета")
    }

    /// A condition on what the base's query language cannot look at there.
    pub(super) fn not_in_where() -> Refusal {
        Refusal::exception("Операция не разрешена в предложении \"ГДЕ\"")
    }

    /// A record that the login may not see.
    pub(super) fn no_rights() -> Refusal {
        Refusal::new(401, 20, "Недостаточно прав доступа")
    }

    /// A condition in this option that cannot be answered.
    pub(super) fn condition(option: &str, misfit: &Misfit) -> Refusal {
        match misfit {
            Misfit::Parse => Refusal::bad_option(option),
            Misfit::Incompatible => Refusal::exception(
                "Неверные параметры в операции сравнения. Нельзя сравнивать поля \
                 неограниченной длины и поля несовместимых типов.",
            ),
        }
    }

    /// The answer, in JSON or in the interface's XML.
    pub(super) fn answer(&self, json: bool) -> Response {
        let code = self.code.to_string();
        if json {
            let message = json!({ "lang": "ru", "value": self.text });
            let body = json!({ "odata.error": { "code": code, "message": message } });
            return Response::new(self.status, super::JSON, body.to_string());
        }
        let text = quick_xml::escape::escape(&self.text);
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <m:error xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">\
             <m:code>{code}</m:code><m:message>{text}</m:message></m:error>"
        );
        Response::new(self.status, "application/xml;charset=utf-8", body)
    }
}

/// The disk under the world: as a base answers when its database fails.
impl From<WorldError> for Refusal {
    fn from(error: WorldError) -> Refusal {
        Refusal::exception(format!("Ошибка СУБД: {error}"))
    }
}
