//! Names of a wire format and their names in SQL.

use std::sync::LazyLock;

use regex::Regex;

/// Where `_` goes between two parts of a name, in this order.
static STEPS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let steps = ["(.)([A-Z][a-z]+)", "([a-z])([0-9]+)", "([a-z0-9])([A-Z])"];
    steps.iter().filter_map(|step| Regex::new(step).ok()).collect()
});

/// Returns a name in snake case.
pub fn to_snake(name: &str) -> String {
    if name.contains('_') {
        return name.to_owned();
    }
    let mut name = with_plural_parted(name);
    for step in STEPS.iter() {
        name = step.replace_all(&name, "${1}_${2}").into_owned();
    }
    name.to_lowercase()
}

/// Parts a run of capitals with an `s` at the end of a name from what is before it.
fn with_plural_parted(name: &str) -> String {
    let stem = name.strip_suffix('s').unwrap_or(name);
    let start = stem.trim_end_matches(|letter: char| letter.is_ascii_uppercase()).len();
    match (name.get(..start), name.get(start..)) {
        (Some(before), Some(run)) if stem.len() < name.len() && stem.len() >= start + 2 => {
            format!("{before}_{}", run.to_lowercase())
        }
        _ => name.to_owned(),
    }
}

/// Returns a name in snake case in the casing of a wire format.
pub fn from_snake(name: &str, casing: &str) -> String {
    match casing {
        "pascal" => capitalised(name, true),
        "camel" => capitalised(name, false),
        "kebab" => name.replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn capitalised(name: &str, is_first_too: bool) -> String {
    let mut out = String::new();
    for (index, part) in name.split('_').filter(|part| !part.is_empty()).enumerate() {
        let mut letters = part.chars();
        if let (true, Some(first)) = (index > 0 || is_first_too, letters.next()) {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        } else {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_stay_together() {
        let names =
            ["vpcId", "VPCEndpointARNs", "ARNs", "iPv4Address", "s3Bucket2Name", "x1Y2", "Ec2IDs", "kebab-Case"];
        let aliases = [
            "vpc_id",
            "vpc_endpoint_arns",
            "_arns",
            "i_pv_4_address",
            "s_3_bucket_2_name",
            "x_1_y2",
            "ec_2_ids",
            "kebab-_case",
        ];
        assert_eq!(names.map(to_snake), aliases);
        assert_eq!(from_snake("owner_id", "camel"), "ownerId");
    }
}
