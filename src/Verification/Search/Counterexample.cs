using System.Collections.Immutable;
using System.Text;

namespace MLSpec.Verification.Search;

/// <summary>An unsafe point with the network's answer.</summary>
public sealed record Counterexample(ImmutableArray<double> Input, ImmutableArray<double> Output)
{
    /// <summary>As the verification competition writes it: <c>((X_0 0.5)\n(X_1 -1)\n(Y_0 2.5))</c>; every number reads back as the same
    /// double.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("(");
        Append(text, 'X', Input);
        text.Append('\n');
        Append(text, 'Y', Output);
        return text.Append(')').ToString();
    }

    private static void Append(StringBuilder text, char name, ImmutableArray<double> numbers) =>
        text.AppendJoin('\n', numbers.Select((n, i) => FormattableString.Invariant($"({name}_{i} {n:R})")));
}
