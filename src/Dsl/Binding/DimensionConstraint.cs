using System.Globalization;
using System.Numerics;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary><c>formula = result</c>: computed as soon as its parts are numbers or parameters.</summary>
/// <param name="Least">1 for a dimension of a shape; 0 for an argument of type <c>dim</c>, which may also be a padding.</param>
internal sealed record DimensionConstraint(DimensionFormula Formula, Dimension Result, int Least, TextSpan Span) : Constraint(Span)
{
    public override IEnumerable<Type> Types => Formula.Types.Append(new DimensionType(Result));

    public override TypeConstraint Map(TypeMapper mapper, TextSpan span) =>
        this with { Formula = Formula.Map(mapper), Result = mapper.Map(Result), Span = span };

    public override bool TrySolve(Inference inference)
    {
        var formula = Formula.Map(inference.Solver.Findings);
        if (formula.Value is not { } value)
            return DividesByZero(inference, formula);
        if (value.Number < Least || value.ToDimension() is not { } dimension)
        {
            var bound = value.Number < Least ? "at least " + Number(Least) : "at most " + Number(int.MaxValue);
            Report(
                inference, TypeDiagnostics.DimensionTooSmall, formula, value, $"a dimension is {bound}", Fix(formula, value.Number < Least ? 1 : -1));
        }
        else if (inference.Solver.UnifyDimensions(Result, dimension) is not null)
        {
            var expected = TypePrinter.Print(inference.Solver.Resolve(Result));
            Report(inference, TypeDiagnostics.DimensionDiffers, formula, value, $"it has to be {expected}", null);
        }

        return true;
    }

    /// <summary>A formula over what is never known says nothing.</summary>
    public override void Default(Inference inference)
    {
    }

    private bool DividesByZero(Inference inference, DimensionFormula formula)
    {
        if (Divisors(formula).FirstOrDefault(d => d.Value?.Number?.IsZero == true) is not { } divisor)
            return false;
        inference.Diagnostics.Report(
            TypeDiagnostics.DimensionTooSmall, Span, $"The dimension `{formula}` divides by `{divisor}`, which is 0 here.");
        return true;
    }

    private static IEnumerable<DimensionFormula> Divisors(DimensionFormula formula) => formula is not DimensionOperation operation
        ? []
        : Divisors(operation.Left).Concat(Divisors(operation.Right)).Concat(operation.Operator == Operator.Divide ? [operation.Right] : []);

    private static string Number(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private void Report(
        Inference inference, DiagnosticDescriptor descriptor, DimensionFormula formula, DimensionValue value, string wanted, string? fix)
    {
        var parts = PartsOf(formula);
        var values = parts.Count == 0 ? "" : ": " + string.Join(", ", parts.Select(p => $"{p.Name} is {p.Value}"));
        inference.Diagnostics.Report(descriptor, Span, $"The dimension `{formula}` is {value.Text} here, but {wanted}{values}.", fix);
    }

    private static List<FormulaPart> PartsOf(DimensionFormula formula) =>
        formula.Parts.GroupBy(p => p.Name, StringComparer.Ordinal).Select(g => g.First()).ToList();

    /// <param name="growth">1 where the dimension should be larger, -1 where smaller.</param>
    private static string? Fix(DimensionFormula formula, int growth)
    {
        var parts = PartsOf(formula);
        var changes = new[]
        {
            Change("a larger", parts.Where(p => p.Growth == growth)), Change("a smaller", parts.Where(p => p.Growth == -growth)),
        }.OfType<string>().ToList();
        return changes.Count == 0 ? null : $"choose {string.Join(", or ", changes)}.";
    }

    private static string? Change(string how, IEnumerable<FormulaPart> parts) =>
        parts.Select(p => p.Name).ToList() is { Count: > 0 } names ? $"{how} {string.Join(" or ", names)}" : null;
}
