using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// <c>// mlspec:disable MLS4522</c> at the end of a line, or on a line of its own above it, silences these warnings there. Errors stay.
/// </summary>
internal sealed class Suppressions
{
    private static readonly Regex _comment = new(@"//[ \t]*mlspec:disable((?:[ \t,]+MLS\d{4})+)", RegexOptions.CultureInvariant);

    private readonly SourceText _source;
    private readonly HashSet<(int Line, string Code)> _silenced = [];

    private Suppressions(SourceText source)
    {
        _source = source;
        if (source.Content.IndexOf("mlspec:disable", StringComparison.Ordinal) < 0)
            return;
        foreach (Match match in _comment.Matches(source.Content))
        {
            var position = source.PositionAt(match.Index);
            var start = match.Index - (position.Column - 1);
            var alone = source.Content.Substring(start, position.Column - 1).Trim().Length == 0;
            foreach (var code in match.Groups[1].Value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
                _silenced.Add((alone ? position.Line + 1 : position.Line, code));
        }
    }

    public static Suppressions Of(SourceText source) => new(source);

    public ImmutableArray<Diagnostic> Apply(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(d => d.IsError || !_silenced.Contains((_source.PositionOf(d.Span.Start).Line, d.Code))).ToImmutableArray();
}
