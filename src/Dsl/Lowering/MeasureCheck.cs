using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering;

/// <summary>Whether a measure is what it says: of one setting of the parameters, and certified where it claims so.</summary>
internal static class MeasureCheck
{
    /// <exception cref="LoweringFailure">It is not.</exception>
    public static void Run(BoundMeasure measure, LoweredMeasure lowered, LoweredProtocol runs, Reporter reporter)
    {
        CheckSettings(measure, lowered, runs);
        if (measure.IsCertified)
            CheckCertified(measure, lowered, reporter);
    }

    private static void CheckSettings(BoundMeasure measure, LoweredMeasure lowered, LoweredProtocol runs)
    {
        var agreed = runs.Settings.Select(o => o.Param).ToList();
        var differing = runs.Runs.SelectMany(r => r.Overrides).Select(o => o.Param).Where(p => !agreed.Contains(p)).ToList();
        var read = Graphs.Reachable(lowered.Variants.Select(v => v.Value)).SelectMany(ParamsOf).ToList();
        if (differing.FirstOrDefault(read.Contains) is { } param)
        {
            throw new LoweringFailure(
                ClaimDiagnostics.SettingsDiffer,
                measure.Value.Span,
                $"The measure `{measure.Symbol.Name}` reads `{param.Name}`, which the runs above set differently.",
                $"give its value in the measure, or run both `with {{ {param.Name} = ... }}` alike.");
        }
    }

    private static IEnumerable<GlobalSymbol> ParamsOf(Node node) => node.Operation switch
    {
        Ir.Operations.InputOperation { Input: ParamInput p } => [p.Param],
        Ir.Operations.InputOperation { Input: ConstantInput c } => BoundTree.References(c.Constant).Where(s => s.Declaration is BoundParam),
        _ => [],
    };

    private static void CheckCertified(BoundMeasure measure, LoweredMeasure lowered, Reporter reporter)
    {
        var name = measure.Symbol.Name;
        if (lowered.Variants.SelectMany(v => v.Derivations).FirstOrDefault(d => !d.IsCertificate) is { } broken)
        {
            throw new LoweringFailure(
                ClaimDiagnostics.NotCertified,
                broken.Span,
                $"`{name}` is certified, but this is computed by {broken.Rule}, {Claims.Words(broken.BoundKind)}: a worse point may exist.",
                "name a method that bounds the worst case, or leave out `certified`.");
        }

        if (lowered.Variants.Any(v => v.BoundKind == BoundKind.Heuristic))
        {
            throw new LoweringFailure(
                ClaimDiagnostics.NotCertified,
                measure.Value.Span,
                $"`{name}` is certified, but its worst cases bound it from both sides, so that nothing is known of it.",
                "combine lower bounds with lower bounds, or leave out `certified`.");
        }

        if (lowered.Variants.All(v => v.Derivations.IsEmpty))
        {
            reporter.Report(
                ClaimDiagnostics.NothingToCertify,
                measure.Symbol.Span,
                $"`{name}` says `certified`, but has no `sup` or `inf` over an uncertainty set.",
                "remove `certified`.");
        }
    }
}
