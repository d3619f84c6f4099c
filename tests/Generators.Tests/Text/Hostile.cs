using FsCheck;
using FsCheck.Fluent;

namespace MLSpec.Generators.Tests.Text;

/// <summary>Texts made to break out of wherever they are put.</summary>
internal static class Hostile
{
    private static readonly string[] _pieces =
    [
        "\"", "\\", "\\\"", "\"\"\"", "*/", "/*", "//", "///", "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\t", "\0", "\u001a", "#line 1 \"x\"", "#line (1,1)-(1,2) 3 \"x\"", "\n#if false\n",
        "#pragma warning disable", "{", "}", "{{", "}}", "{{ 1 }}", "%}", "</summary>", "<summary>", "]]>", "<!--", "-->", "&", "&lt;", "&#0;", "<", ">", "'", "''", "x'", "\uD83D", "\uDE00",
        "\uD83D\uDE00", "\u202E", "\u200B", "\uFEFF", "\uFFFE", "\uFF02", "\u0430", "\u037E", "\u00A0", "e\u0301", "\u0301", "\u00DF", "\u0131", "\u0130", "\u01C5", "\u2167", "\uE000", "\u0378",
        "@", "$\"{", "u8", "\\u0022", "\\x22", "_", " ", "-", ".", "1", "9", "class", "int", "a", "B", "learning_rate", "; System.Console.Write(1);", "/_/", "C:\\x", "..", "\u0661",
    ];

    public static Arbitrary<string> Texts { get; } = Arb.From(
        Gen.OneOf(
            Gen.Elements(_pieces).ListOf().Select(pieces => string.Concat(pieces)),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            ArbMap.Default.GeneratorFor<char>().ListOf().Select(characters => string.Concat(characters))));

    /// <summary>Checks one thousand texts, the same ones in every run.</summary>
    public static void ForAll(Action<string> check) => ForAll(1_000, check);

    public static void ForAll(int count, Action<string> check) =>
        Prop.ForAll(Texts, check).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(12).WithReplay(17UL, 4711UL));
}
