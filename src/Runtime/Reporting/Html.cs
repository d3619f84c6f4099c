using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace MLSpec.Runtime.Reporting;

/// <summary>A piece of HTML. It is written as an interpolated string whose holes are escaped, unless they hold HTML themselves.</summary>
/// <example><c>Html cell = $"&lt;td&gt;{text}&lt;/td&gt;";</c></example>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>HTML from an interpolated string: its literal parts as they are, its holes escaped.</summary>
    public static Html Of(Handler handler) => new(handler.ToText());

    /// <summary>Text that is HTML already.</summary>
    public static Html Trusted(string text) => new(text);

    /// <summary>The pieces one after the other, a line each.</summary>
    public static Html Lines(params IEnumerable<Html> pieces) =>
        new(string.Join("\n", pieces.Select(piece => piece.ToString()).Where(text => text.Length > 0)));

    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    public override string ToString() => _text ?? "";

    /// <summary>Builds the text of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Handler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(string text) => _text.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(int number) => _text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(Html html) => _text.Append(html.ToString());

        internal string ToText() => _text.ToString();
    }
}
