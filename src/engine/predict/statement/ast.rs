//! What a statement of StackQL says.

/// A statement.
#[derive(Clone, Debug)]
pub enum Statement {
    /// A query.
    Query(Query),
    /// `INSERT`.
    Insert(Insert),
    /// `UPDATE` or `REPLACE`.
    Update(Update),
    /// `DELETE`.
    Delete(Delete),
    /// `EXEC`.
    Exec(Exec),
    /// `SHOW`.
    Show(Show),
    /// `DESCRIBE` of a resource.
    Describe {
        /// Whether descriptions are asked for.
        is_extended: bool,
        /// The resource.
        table: TableName,
    },
    /// `DESCRIBE METHOD`.
    DescribeMethod {
        /// Whether descriptions are asked for.
        is_extended: bool,
        /// The method.
        method: TableName,
    },
    /// One that does nothing.
    Nothing,
    /// One that the engine parses and refuses.
    Refused(&'static str),
}

/// A query: a `SELECT`, one in parentheses, or a union of them.
#[derive(Clone, Debug)]
pub enum Query {
    /// One `SELECT`.
    Select(Box<Select>),
    /// One in parentheses.
    Paren(Box<Query>),
    /// A union.
    Union(Box<Union>),
}

/// A union of queries.
#[derive(Clone, Debug)]
pub struct Union {
    /// The first query.
    pub first: Query,
    /// The others, each with its operator.
    pub others: Vec<(&'static str, Query)>,
    /// The order.
    pub order_by: Vec<Order>,
    /// The limit.
    pub limit: Option<Limit>,
}

/// A `SELECT`.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// Queries that `WITH` names.
    pub with: Vec<(String, Query)>,
    /// Whether `DISTINCT` was asked for.
    pub is_distinct: bool,
    /// What is selected.
    pub columns: Vec<Selected>,
    /// Where from; nothing without a `FROM`.
    pub from: Vec<TableExpr>,
    /// The condition.
    pub condition: Option<Expr>,
    /// The groups.
    pub group_by: Vec<Expr>,
    /// The condition on groups.
    pub having: Option<Expr>,
    /// The order.
    pub order_by: Vec<Order>,
    /// The limit.
    pub limit: Option<Limit>,
    /// `for update` or the like.
    pub lock: &'static str,
}

/// A part of the order of rows.
#[derive(Clone, Debug)]
pub struct Order {
    /// What orders.
    pub expr: Expr,
    /// `asc` or `desc`.
    pub direction: &'static str,
}

/// How many rows are wanted.
#[derive(Clone, Debug)]
pub struct Limit {
    /// How many are left out.
    pub offset: Option<Expr>,
    /// How many follow.
    pub count: Expr,
}

/// Something selected.
#[derive(Clone, Debug)]
pub enum Selected {
    /// `*`, or that of a table.
    Star(TableName),
    /// An expression with its alias, which is empty if it has none.
    Expr(Expr, String),
}

/// A name with up to three qualifiers before it; empty for the table of a column without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableName(pub Vec<String>);

impl TableName {
    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all parts with dots between them.
    pub fn text(&self) -> String {
        self.0.join(".")
    }
}

/// Something in a `FROM`.
#[derive(Clone, Debug)]
pub enum TableExpr {
    /// A table with its alias, which is empty if it has none.
    Table(TableName, String),
    /// A query in parentheses with its alias.
    Derived(Box<Query>, String),
    /// A join.
    Join(Box<Join>),
    /// Tables in parentheses.
    Paren(Vec<TableExpr>),
    /// A function that gives rows, such as `json_each`, with its alias.
    Function(Function, String),
    /// `EXEC` in parentheses.
    Exec,
}

/// A join of two tables.
#[derive(Clone, Debug)]
pub struct Join {
    /// The left one.
    pub left: TableExpr,
    /// The kind of join, in the engine's words.
    pub kind: &'static str,
    /// The right one.
    pub right: TableExpr,
    /// The condition.
    pub on: Option<Expr>,
    /// The columns of `USING`.
    pub using: Vec<String>,
}

/// The kind of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// Another number.
    Float,
    /// `0x..`.
    HexNumber,
    /// `X'..'`.
    Hex,
    /// `B'..'`.
    Bits,
    /// `:name`.
    Argument,
}

/// A literal as it was written, without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its kind.
    pub kind: Kind,
    /// Its text.
    pub text: String,
}

/// A column, maybe of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table; empty if there is none.
    pub table: TableName,
    /// The name.
    pub name: String,
    /// The number of `@` before the name.
    pub signs: usize,
}

impl Column {
    /// Returns the name with its table.
    pub fn full_name(&self) -> String {
        if self.table.is_empty() { self.name.clone() } else { format!("{}.{}", self.table.text(), self.name) }
    }
}

/// A function that is called.
#[derive(Clone, Debug)]
pub struct Function {
    /// What stands before its name and a dot.
    pub qualifier: String,
    /// Its name.
    pub name: String,
    /// Whether `DISTINCT` stands before its arguments.
    pub is_distinct: bool,
    /// Its arguments.
    pub arguments: Vec<Selected>,
    /// What its rows are a window of.
    pub over: Option<Box<Over>>,
}

/// A window of rows.
#[derive(Clone, Debug)]
pub struct Over {
    /// What parts the rows.
    pub partition_by: Vec<Expr>,
    /// Their order.
    pub order_by: Vec<Order>,
    /// The frame as it is printed.
    pub frame: Option<Vec<Piece>>,
}

/// A part of something that is printed as it stands.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Fixed text.
    Text(String),
    /// An expression.
    Expr(Expr),
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// Both hold.
    And(Box<Expr>, Box<Expr>),
    /// One holds.
    Or(Box<Expr>, Box<Expr>),
    /// One holds, and the other does not.
    Xor(Box<Expr>, Box<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// `IS ..`, with the words behind the expression.
    Is(Box<Expr>, &'static str),
    /// A comparison.
    Compare(Box<Comparison>),
    /// `BETWEEN`: the value, the words, the two ends.
    Range(Box<Expr>, &'static str, Box<Expr>, Box<Expr>),
    /// Whether a query has rows.
    Exists(Box<Query>),
    /// A literal.
    Literal(Literal),
    /// `NULL`.
    Null,
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// A column.
    Column(Column),
    /// Several expressions in parentheses.
    Tuple(Vec<Expr>),
    /// A query in parentheses.
    Subquery(Box<Query>),
    /// Two values with an operator.
    Binary(Box<Expr>, &'static str, Box<Expr>),
    /// A value with an operator before it.
    Unary(&'static str, Box<Expr>),
    /// A function.
    Function(Function),
    /// `CASE`: the value, the cases, what holds otherwise.
    Case(Option<Box<Expr>>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `CAST`, with the type as it is printed.
    Convert(Box<Expr>, String),
    /// `group_concat`: what is joined, and the rest as it is printed.
    GroupConcat(bool, Vec<Selected>, Vec<Order>, String),
    /// Something that is printed as it stands.
    Other(Vec<Piece>),
}

/// A comparison of two values.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The left one.
    pub left: Expr,
    /// The operator in the engine's words.
    pub operator: &'static str,
    /// The right one.
    pub right: Expr,
    /// What escapes in a pattern.
    pub escape: Option<Expr>,
}

/// `INSERT`.
#[derive(Clone, Debug)]
pub struct Insert {
    /// The resource.
    pub table: TableName,
    /// The names that get values.
    pub columns: Vec<String>,
    /// The values.
    pub rows: Rows,
    /// What is returned.
    pub returning: Vec<Selected>,
}

/// The values of an `INSERT`.
#[derive(Clone, Debug)]
pub enum Rows {
    /// `VALUES`.
    Values(Vec<Vec<Expr>>),
    /// A query.
    Query(Query),
}

/// `UPDATE` or `REPLACE`.
#[derive(Clone, Debug)]
pub struct Update {
    /// Whether it is a `REPLACE`.
    pub is_replace: bool,
    /// The tables.
    pub tables: Vec<TableExpr>,
    /// The names that get values.
    pub assignments: Vec<(Column, Expr)>,
    /// The condition.
    pub condition: Option<Expr>,
    /// What is returned.
    pub returning: Vec<Selected>,
}

/// `DELETE`.
#[derive(Clone, Debug)]
pub struct Delete {
    /// The resource.
    pub table: TableName,
    /// The condition.
    pub condition: Option<Expr>,
    /// What is returned.
    pub returning: Vec<Selected>,
}

/// `EXEC`.
#[derive(Clone, Debug)]
pub struct Exec {
    /// Whether the hint `SHOWRESULTS` was given.
    pub shows_results: bool,
    /// The method.
    pub method: TableName,
    /// The parameters.
    pub parameters: Vec<(String, Expr)>,
    /// The body.
    pub payload: Option<Expr>,
}

/// `SHOW`.
#[derive(Clone, Debug)]
pub struct Show {
    /// What is shown, in capitals.
    pub kind: String,
    /// Whether more is asked for.
    pub is_extended: bool,
    /// Whether the hint `REQUIRED` was given.
    pub is_required_only: bool,
    /// Of what.
    pub table: TableName,
    /// The columns of `SHOW INSERT`.
    pub columns: Option<Vec<String>>,
    /// A pattern for names.
    pub like: Option<String>,
    /// A condition.
    pub condition: Option<Expr>,
}

impl Comparison {
    /// Makes an expression of a comparison without an escape.
    pub fn plain(left: Expr, operator: &'static str, right: Expr) -> Expr {
        Expr::Compare(Box::new(Comparison { left, operator, right, escape: None }))
    }
}

impl Expr {
    /// Collects the columns that an expression names, those of queries in it aside.
    pub fn columns<'e>(&'e self, found: &mut Vec<&'e Column>) {
        if let Expr::Column(column) = self {
            found.push(column);
        }
        self.parts(&mut |part| part.columns(found));
    }

    /// Visits the parts of an expression.
    fn parts<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match self {
            Expr::And(left, right) | Expr::Or(left, right) | Expr::Xor(left, right) | Expr::Binary(left, _, right) => {
                visit(left);
                visit(right);
            }
            Expr::Not(inner) | Expr::Is(inner, _) | Expr::Unary(_, inner) | Expr::Convert(inner, _) => visit(inner),
            Expr::Compare(comparison) => {
                visit(&comparison.left);
                visit(&comparison.right);
            }
            Expr::Range(value, _, from, to) => [value, from, to].into_iter().for_each(|part| visit(part)),
            Expr::Tuple(items) => items.iter().for_each(visit),
            Expr::Function(function) => selected_parts(&function.arguments, visit),
            Expr::GroupConcat(_, items, ..) => selected_parts(items, visit),
            Expr::Case(subject, cases, otherwise) => {
                subject.iter().for_each(|part| visit(part));
                cases.iter().for_each(|(condition, value)| {
                    visit(condition);
                    visit(value);
                });
                otherwise.iter().for_each(|part| visit(part));
            }
            _ => {}
        }
    }
}

fn selected_parts<'e>(items: &'e [Selected], visit: &mut dyn FnMut(&'e Expr)) {
    for item in items {
        if let Selected::Expr(expr, _) = item {
            visit(expr);
        }
    }
}
