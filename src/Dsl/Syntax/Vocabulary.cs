namespace MLSpec.Dsl.Syntax;

/// <summary>
/// The words that cannot be names. All others, <c>batch</c>, <c>over</c> or <c>by</c> among them, have a meaning only in their positions.
/// </summary>
public static class Vocabulary
{
    /// <summary>The words that start a declaration in column 1. Elsewhere they may still name a type, a field or a member.</summary>
    public static IReadOnlyList<string> Declarations { get; } =
    [
        "module", "open", "param", "let", "type", "data", "model", "uncertainty", "schedule", "objective", "train", "protocol",
        "extern", "decode",
    ];

    /// <summary>The words of expressions.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
        ["if", "then", "else", "fun", "true", "false", "sum", "expect", "sup", "inf", "in", "for"];

    private const string _byFSharp = "F# reserves it";

    private static readonly HashSet<string> _declarations = new(Declarations);

    private static readonly HashSet<string> _statements = new(
    [
        "after", "collect", "batch", "minimize", "maximize", "track", "project", "phase", "every", "stop", "warn", "run", "measure", "report", "plot", "picture",
        "claim",
    ]);

    private static readonly Dictionary<string, string> _reserved = CreateReserved();

    private static readonly Dictionary<string, string> _keywords =
        Declarations.Concat(Expressions).Concat(_reserved.Keys).ToDictionary(word => word);

    /// <summary>Is this one of <see cref="Declarations"/>?</summary>
    public static bool IsDeclaration(string word) => _declarations.Contains(word);

    /// <summary>Does the word start a statement of a <c>train</c> or a <c>protocol</c>? It is free elsewhere.</summary>
    public static bool IsStatement(string word) => _statements.Contains(word);

    /// <summary>The shared instance of a keyword, or null where the word is an ordinary identifier.</summary>
    public static string? Keyword(string word) => _keywords.TryGetValue(word, out var keyword) ? keyword : null;

    /// <summary>Why a word without a meaning in the language is not free either, or null where it is no such word.</summary>
    public static string? ReservedBecause(string word) => _reserved.TryGetValue(word, out var reason) ? reason : null;

    /// <summary>Is the word free of meaning here and reserved only so that specs stay readable as F#?</summary>
    public static bool IsReservedByFSharp(string word) => ReservedBecause(word) == _byFSharp;

    private static Dictionary<string, string> CreateReserved()
    {
        const string Total = "expressions have no loops, no mutation and no recursion";
        string[] names =
        [
            "break", "checked", "component", "constraint", "continue", "fori", "include", "mixin", "parallel", "params", "process",
            "protected", "pure", "sealed", "tailcall", "trait", "virtual",
        ];
        var reserved = names.ToDictionary(name => name, _ => _byFSharp);
        foreach (var word in new[] { "rec", "mutable", "while", "do", "yield" })
            reserved.Add(word, Total);
        reserved.Add("match", "cases are written with `if ... then ... else ...`");
        reserved.Add("elif", "it is written `else if`");
        return reserved;
    }
}
