//! Servers of the provider's documents that are not the vendor's.

use crate::tree::Node;

use super::super::lost::Lost;
use super::super::published::Service;
use super::document::Vendor;
use super::patch::{Kind, Patch};

/// What becomes of the provider's servers.
#[derive(Default)]
pub struct Servers {
    /// The block `servers` of the configuration.
    pub block: Option<Node>,
    /// What cannot be taken over.
    pub lost: Vec<Lost>,
}

/// Adds the servers that all documents of the provider have to a vendor's document without any; puts them into the
/// configuration if it has others.
pub fn servers(services: &[Service], vendors: &[Vendor], patch: Option<&mut Patch>) -> Servers {
    let of_service = |service: &Service| service.document.tree.get("servers").cloned().unwrap_or_default();
    let Some(first) = services.first().map(of_service).filter(is_list) else {
        return Servers::default();
    };
    let lost = services.iter().filter(|service| of_service(service) != first).map(|service| {
        let mark = service.document.tree.get("servers").map(|node| node.mark).unwrap_or_default();
        let what = format!("the servers of `{}`: other services have others; give them under `settings`", service.key);
        Lost { place: service.place(mark, ["servers"]), what }
    });
    let lost: Vec<Lost> = lost.collect();
    if vendors.iter().all(|vendor| vendor.tree.get("servers") == Some(&first)) {
        return Servers { block: None, lost };
    }
    match (vendors, patch) {
        ([vendor], Some(patch)) if vendor.tree.get("servers").is_none() => {
            patch.add(Kind::Servers, &[], &["servers"], &first);
            Servers { block: None, lost }
        }
        _ => Servers { block: Some(first), lost },
    }
}

fn is_list(node: &Node) -> bool {
    node.as_sequence().is_some_and(|items| !items.is_empty())
}
