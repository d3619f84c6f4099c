using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Which of the experiment's parameters something depends on.</summary>
internal static class ParamReader
{
    /// <summary>All that a training reads: objectives, optimisers, schedules, weights and their shapes, batch, budget, data.</summary>
    public static IEnumerable<GlobalSymbol> Of(LoweredModule module, LoweredTraining training) =>
        Nodes(module, training).SelectMany(Inputs).SelectMany(input => Of(module, input)).Distinct();

    private static IEnumerable<GlobalSymbol> Of(LoweredModule module, Input input) => input switch
    {
        ParamInput param => [param.Param],
        ScheduleInput schedule => Of(module, schedule.Schedule),
        ConstantInput constant => module.Constants.Where(c => ReferenceEquals(c.Symbol, constant.Constant)).SelectMany(c => Inputs(c.Value)).SelectMany(i => Of(module, i)),
        _ => [],
    };

    private static IEnumerable<GlobalSymbol> Of(LoweredModule module, GlobalSymbol schedule) =>
        module.Schedules.Where(s => ReferenceEquals(s.Symbol, schedule)).SelectMany(s => Nodes(module, s.Value)).SelectMany(Inputs).SelectMany(i => Of(module, i));

    private static IEnumerable<Node> Nodes(LoweredModule module, LoweredTraining training)
    {
        var steps = ObjectivesEmitter.Steps(training.Steps).ToList();
        var graphs = steps.SelectMany(s => MethodSignature.Nodes(s.ValueAndGradients));
        var parts = steps.SelectMany(s => s.Optimiser.Arguments).SelectMany(a => Nodes(module, a));
        var weights = module.Models.Where(m => training.Instances.Any(i => ReferenceEquals(i.Model, m.Symbol)))
            .SelectMany(m => m.Weights)
            .SelectMany(w => w.Shape.OfType<HostExtent>().Select(e => e.Value).Concat([w.Initial]));
        var data = module.Data.Where(d => training.Batch?.Sources.Any(s => ReferenceEquals(s.Data, d.Symbol)) == true)
            .SelectMany(d => d.Source.Arguments).SelectMany(a => Nodes(module, a));
        Node?[] own = [training.Budget.Amount, training.Batch?.Size];
        return graphs.Concat(parts).Concat(weights).Concat(data).Concat(own.OfType<Node>());
    }

    private static IEnumerable<Node> Nodes(LoweredModule module, PartArgument argument) => argument switch
    {
        HostArgument host => [host.Value],
        NestedArgument nested => nested.Value.Arguments.SelectMany(a => Nodes(module, a)),
        ListArgument list => list.Items.SelectMany(a => Nodes(module, a)),
        RecordArgument record => record.Fields.SelectMany(f => Nodes(module, f.Value)),
        ClockArgument clock => Nodes(module, clock.Schedule),
        FunctionArgument function => MethodSignature.Nodes(function.Function),
        ScheduleArgument schedule => module.Schedules.Where(s => ReferenceEquals(s.Symbol, schedule.Schedule)).SelectMany(s => Nodes(module, s.Value)),
        _ => [],
    };

    private static IEnumerable<Input> Inputs(Node node) => node.Operation is InputOperation input ? [input.Input] : node.Inputs.SelectMany(Inputs);
}
