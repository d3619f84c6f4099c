using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A protocol: its grid as typed cells, one method that measures a cell, and what is reported, plotted and claimed.</summary>
internal static class ProtocolEmitter
{
    public static GeneratedFile Emit(ModuleContext context, LoweredProtocol protocol)
    {
        var grid = new GridCode(context, protocol);
        var measure = context.Kept(protocol, "measures", context.Loaders, () => new MeasurementEmitter(context, protocol, grid).Render());
        var fingerprint = Fingerprint.OfCells(context, protocol, grid, measure);
        var read = context.Kept(protocol, "reads", context.Module.Data, () => new HashSet<GlobalSymbol>(ParamReader.Of(context.Module, protocol)));
        var reads = context.Module.Params.Where(p => read.Contains(p.Symbol)).Select(p => ParamsEmitter.Descriptor(context, p)).ToList();
        var definition = context.Kept(
            protocol, "definition", $"{fingerprint}\n{string.Join(", ", reads)}", () => Definition(context, protocol, grid, fingerprint, reads));
        var pictures = protocol.Pictures.SelectMany(p => context.Kept(p, "picture", context.Loaders, () => MeasurementEmitter.Picture(context, protocol, grid, p)));
        var members = measure.Concat(pictures).Prepend(definition).ToArray();
        return context.File("Protocol." + CSharpName.Pascal(protocol.Symbol.Name), members);
    }

    private static string Definition(ModuleContext context, LoweredProtocol protocol, GridCode grid, string fingerprint, IReadOnlyList<string> reads)
    {
        var names = context.Names;
        var claims = new ClaimCode(grid);
        return Template.Named("Protocol").Render(new
        {
            Protocol = names[protocol.Symbol, "Protocol"],
            Cell = names.Cell(protocol),
            Values = names.Values(protocol),
            All = names[protocol.Symbol, "Cells"],
            Method = names[protocol.Symbol, "Measure"],
            NameLiteral = CSharpText.Literal(protocol.Symbol.Name),
            Summary = CSharpText.Documentation("summary", protocol.Symbol.Documentation ?? $"The protocol {protocol.Symbol.Name}."),
            DocLiteral = CSharpText.Literal(protocol.Symbol.Documentation ?? ""),
            Cells = CSharpText.Number(protocol.Cells) + (protocol.Cells == 1 ? " cell" : " cells"),
            Choices = grid.Choices.Select(c => new
            {
                Type = grid.TypeOf(c.Symbol),
                Summary = CSharpText.Documentation("summary", $"The values of {c.Symbol.Name}."),
                Values = c.Labels.Select((l, i) => new { Label = CSharpText.Literal(l), Member = c.Members[i] }).ToList(),
            }).ToList(),
            Variables = grid.Variables.Select(v => new
            {
                Type = grid.TypeOf(v),
                Property = names.Coordinate(v),
                Axis = grid.Axis(v),
                Definition = grid.AxisDefinition(v),
            }).ToList(),
            Query = grid.Query(),
            Measures = protocol.Measures.Select(m => new
            {
                Property = names.Value(m.Symbol),
                Field = grid.Measure(m.Symbol),
                Definition = MeasureDefinition(context, protocol, m),
            }).ToList(),
            Reads = reads,
            Trainings = Fingerprint.TrainingsOfCells(context, protocol, grid),
            Fingerprint = fingerprint,
            Tables = protocol.Reports.Select(claims.Table).ToList(),
            Plots = protocol.Plots.Select(claims.Plot).ToList(),
            Pictures = protocol.Pictures.Select(claims.Picture).ToList(),
            Claims = protocol.Claims.Select(c => claims.Claim(c, context.Module.Source)).ToList(),
        });
    }

    private static string MeasureDefinition(ModuleContext context, LoweredProtocol protocol, LoweredMeasure measure)
    {
        var unit = measure.IsFraction ? "Unit.Fraction" : measure.Unit.IsOne ? "Unit.None" : $"new Unit({CSharpText.Literal(measure.Unit.ToString())})";
        var settings = new List<string>();
        var kinds = measure.Variants.Select(v => v.BoundKind).Distinct().ToList();
        var kind = kinds.Count == 1 ? kinds[0] : BoundKind.Heuristic;
        if (kind != BoundKind.Exact)
        {
            var rules = string.Join(", ", measure.Variants.SelectMany(v => v.Derivations).Select(d => d.Rule).Distinct());
            settings.Add($"Bound = new Bound(BoundKind.{kind}, {CSharpText.Literal(rules)})");
        }

        if (measure.Symbol.Documentation is { } documentation)
            settings.Add($"Doc = {CSharpText.Literal(documentation)}");
        if (IsTime(protocol, measure))
            settings.Add("IsReproducible = false");
        var block = settings.Count == 0 ? "" : "\n{\n" + string.Concat(settings.Select(s => $"    {s},\n")) + "}";
        return $"({CSharpText.Literal(measure.Symbol.Name)}, {unit}, values => values.{context.Names.Value(measure.Symbol)}){block}";
    }

    /// <summary>Whether a measure is a time, or made of one.</summary>
    private static bool IsTime(LoweredProtocol protocol, LoweredMeasure measure) => measure.Variants
        .SelectMany(v => Graphs.Reachable([v.Value]))
        .Select(n => (n.Operation as InputOperation)?.Input)
        .Any(input => input is ElapsedInput || (input is MeasureInput earlier && IsTime(protocol, protocol.Measures.First(m => m.Symbol == earlier.Measure))));
}
