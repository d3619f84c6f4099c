using System.Collections.Immutable;

namespace MLSpec.Verification.VnnLib;

/// <summary>An input or output of the network.</summary>
internal readonly record struct Variable(bool IsInput, int Index)
{
    public override string ToString() => FormattableString.Invariant($"{(IsInput ? 'X' : 'Y')}_{Index}");
}

/// <summary>A sum of variables with factors and a constant.</summary>
/// <param name="Factors">None is 0.</param>
internal sealed record LinearForm(ImmutableSortedDictionary<Variable, double> Factors, double Constant)
{
    private static readonly ImmutableSortedDictionary<Variable, double> _none = ImmutableSortedDictionary.Create<Variable, double>(
        Comparer<Variable>.Create(static (a, b) => a.IsInput != b.IsInput ? b.IsInput.CompareTo(a.IsInput) : a.Index.CompareTo(b.Index)));

    public static LinearForm Of(double constant) => new(_none, constant);

    public static LinearForm Of(Variable variable) => new(_none.Add(variable, 1), 0);

    public bool IsConstant => Factors.IsEmpty;

    public static LinearForm operator +(LinearForm a, LinearForm b)
    {
        var factors = a.Factors.ToBuilder();
        foreach (var (variable, factor) in b.Factors)
        {
            var sum = factors.GetValueOrDefault(variable) + factor;
            if (sum == 0)
                factors.Remove(variable);
            else
                factors[variable] = sum;
        }

        return new(factors.ToImmutable(), a.Constant + b.Constant);
    }

    public static LinearForm operator -(LinearForm a, LinearForm b) => a + (-1 * b);

    public static LinearForm operator *(double factor, LinearForm form) => factor == 0
        ? Of(0)
        : new(form.Factors.ToImmutableSortedDictionary(f => f.Key, f => f.Value * factor, _none.KeyComparer), form.Constant * factor);
}
