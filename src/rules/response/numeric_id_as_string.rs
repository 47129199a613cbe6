//! A column of text has a number as its example.

use crate::rules::{Findings, MethodContext};
use crate::sql::SqlVerb;
use crate::tree::Value;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    for field in method.fields.iter().flatten().filter(|field| field.datatype == "string") {
        let sample = ["example", "default"].into_iter().find_map(|key| field.schema.get(key));
        if let Some(sample) = sample.filter(|sample| matches!(sample.value, Value::Number(_))) {
            let message = format!("if the API answers with a number, the column `{}` prints it as `5.0`", field.name);
            findings.add(sample.mark, message, "write `type: integer`, or put the example into quotes");
        }
    }
}
