// Asks the F# compiler's own parser about every snippet of two folders and prints, a line each: its name, "accept" or "reject", and its tree.
// Used by ConformanceTests; run as: dotnet fsi --reference:FSharp.Compiler.Service.dll Oracle.fsx FOLDER...
open System.IO
open FSharp.Compiler.CodeAnalysis
open FSharp.Compiler.Diagnostics
open FSharp.Compiler.Syntax
open FSharp.Compiler.Text

let checker = FSharpChecker.Create()

let join (items: string list) = "(" + String.concat " " items + ")"

let operators =
    Map [ "op_Addition", "+"; "op_Subtraction", "-"; "op_Multiply", "*"; "op_Division", "/"; "op_Modulus", "%"; "op_Exponentiation", "**"
          "op_PipeRight", "|>"; "op_ComposeRight", ">>"; "op_BooleanOr", "||"; "op_BooleanAnd", "&&"; "op_Equality", "="; "op_Inequality", "<>"
          "op_LessThan", "<"; "op_GreaterThan", ">"; "op_LessThanOrEqual", "<="; "op_GreaterThanOrEqual", ">=" ]

let rec pattern p =
    match p with
    | SynPat.Named(ident = SynIdent(id, _)) -> id.idText
    | SynPat.LongIdent(longDotId = SynLongIdent(id = ids); argPats = SynArgPats.Pats []) -> ids |> List.map (fun i -> i.idText) |> String.concat "."
    | SynPat.LongIdent(longDotId = SynLongIdent(id = ids); argPats = SynArgPats.Pats args) ->
        ids.Head.idText :: List.map pattern args |> String.concat " "
    | SynPat.Paren(pat = inner) -> pattern inner
    | SynPat.Typed(pat = inner) -> pattern inner
    | SynPat.Tuple(elementPats = items) -> join ("tuple" :: List.map pattern items)
    | SynPat.Wild _ -> "_"
    | SynPat.Const(SynConst.Unit, _) -> "()"
    | other -> failwithf "pattern %A" other

let constant c =
    match c with
    | SynConst.Int32 n when n < 0 -> sprintf "(neg %d)" -n
    | SynConst.Int32 n -> string n
    | SynConst.Double x when x < 0.0 -> sprintf "(neg %s)" ((-x).ToString "R")
    | SynConst.Double x -> x.ToString "R"
    | SynConst.Bool b -> if b then "true" else "false"
    | SynConst.String(text = text) -> "\"" + text + "\""
    | SynConst.Unit -> "()"
    | other -> failwithf "constant %A" other

let rec expr e =
    match e with
    | SynExpr.Paren(expr = inner) -> expr inner
    | SynExpr.Const(constant = c) -> constant c
    | SynExpr.Ident id -> id.idText
    | SynExpr.LongIdent(longDotId = SynLongIdent(id = ids)) ->
        ids.Tail |> List.fold (fun left id -> join [ "member"; left; id.idText ]) ids.Head.idText
    | SynExpr.DotGet(expr = target; longDotId = SynLongIdent(id = ids)) ->
        ids |> List.fold (fun left id -> join [ "member"; left; id.idText ]) (expr target)
    | SynExpr.DotIndexedGet(objectExpr = target; indexArgs = index) -> join [ "index"; expr target; expr index ]
    | SynExpr.App(funcExpr = SynExpr.App(isInfix = true; funcExpr = SynExpr.LongIdent(longDotId = SynLongIdent(id = [ op ])); argExpr = a); argExpr = b) ->
        join [ operators[op.idText]; expr a; expr b ]
    | SynExpr.App(funcExpr = SynExpr.LongIdent(longDotId = SynLongIdent(id = [ op ])); argExpr = a) when op.idText = "op_UnaryNegation" ->
        join [ "neg"; expr a ]
    | SynExpr.App(funcExpr = f; argExpr = x) -> join [ "app"; expr f; expr x ]
    | SynExpr.IfThenElse(ifExpr = c; thenExpr = a; elseExpr = Some b) -> join [ "if"; expr c; expr a; expr b ]
    | SynExpr.Lambda(parsedData = Some(pats, body)) -> join ("fun" :: List.map pattern pats @ [ expr body ])
    | SynExpr.Tuple(exprs = items) -> join ("tuple" :: List.map expr items)
    | SynExpr.ArrayOrList(exprs = items) -> join ("list" :: List.map expr items)
    | SynExpr.ArrayOrListComputed(expr = SynExpr.IndexRange _ as inner) -> expr inner
    | SynExpr.ArrayOrListComputed(expr = SynExpr.ForEach(pat = p; enumExpr = xs; bodyExpr = body)) ->
        join [ "map"; pattern p; expr xs; expr (match body with SynExpr.YieldOrReturn(expr = inner) -> inner | other -> other) ]
    | SynExpr.ArrayOrListComputed(expr = inner) -> join ("list" :: items inner)
    | SynExpr.IndexRange(expr1 = Some(SynExpr.IndexRange(expr1 = Some a; expr2 = Some b)); expr2 = Some c) -> join [ "range"; expr a; expr b; expr c ]
    | SynExpr.IndexRange(expr1 = Some a; expr2 = Some b) -> join [ "range"; expr a; expr b ]
    | SynExpr.Record(copyInfo = copy; recordFields = fields) ->
        let head = match copy with Some(target, _) -> [ "copy"; expr target ] | None -> [ "record" ]
        let field (SynExprRecordField(fieldName = (SynLongIdent(id = ids), _); expr = value)) = join [ "field"; ids.Head.idText; expr value.Value ]
        join (head @ List.map field fields)
    | SynExpr.LetOrUse _ -> letOrUse e
    | other -> failwithf "expression %A" other

and items e =
    match e with
    | SynExpr.Sequential(expr1 = a; expr2 = b) -> expr a :: items b
    | other -> [ expr other ]

and letOrUse e =
    match e with
    | SynExpr.LetOrUse it -> join [ "let"; String.concat " " (List.map binding it.Bindings); expr it.Body ]
    | other -> failwithf "let %A" other

and binding (SynBinding(headPat = head; expr = value)) =
    let value = match value with SynExpr.Typed(expr = inner) -> inner | other -> other
    join [ "define"; pattern head; expr value ]

let declaration d =
    match d with
    | SynModuleDecl.Let(bindings = bindings) -> bindings |> List.map binding |> String.concat " "
    | SynModuleDecl.Expr(expr = e) -> join [ "do"; expr e ]
    | other -> failwithf "declaration %A" other

for folder in fsi.CommandLineArgs |> Array.skip 1 do
    for path in Directory.GetFiles(folder, "*.fs") do
        let text = File.ReadAllText path
        let options = { FSharpParsingOptions.Default with SourceFiles = [| path |]; IsExe = true }
        let result = checker.ParseFile(path, SourceText.ofString ("module Snippet\n" + text), options) |> Async.RunSynchronously
        let isSound = result.Diagnostics |> Array.forall (fun d -> d.Severity <> FSharpDiagnosticSeverity.Error && d.ErrorNumber <> 58)
        let tree =
            match result.ParseTree with
            | ParsedInput.ImplFile(ParsedImplFileInput(contents = [ SynModuleOrNamespace(decls = decls) ])) when isSound ->
                decls |> List.map declaration |> String.concat " "
            | _ -> ""
        for d in result.Diagnostics do
            eprintfn "%s: %O" (Path.GetFileNameWithoutExtension path) d
        printfn "%s\t%s\t%s" (Path.GetFileNameWithoutExtension path) (if isSound then "accept" else "reject") tree
