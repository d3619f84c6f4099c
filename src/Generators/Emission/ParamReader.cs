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
        Inputs(Nodes(module, training)).SelectMany(input => Of(module, input))
            .Concat(module.Data.Where(d => Draws(training, d)).SelectMany(d => Of(module, d)))
            .Distinct();

    /// <summary>All that a protocol reads when it measures: its expressions, what its runs set, its data.</summary>
    public static IEnumerable<GlobalSymbol> Of(LoweredModule module, LoweredProtocol protocol)
    {
        var measured = Graphs.Reachable(protocol.Hosts).ToList();
        var nodes = measured.Concat(protocol.Runs.SelectMany(r => r.Overrides).SelectMany(o => Nodes(module, o.Value)));
        return Inputs(nodes).SelectMany(input => Of(module, input))
            .Concat(measured.SelectMany(n => n.Operation is DataMeanOperation mean ? module.Data.Where(d => ReferenceEquals(d.Symbol, mean.Data)) : []).SelectMany(d => Of(module, d)))
            .Distinct();
    }

    /// <summary>The schedules and named numbers that a training rests on, directly or through one another, and those of the data that it draws.</summary>
    public static IReadOnlyCollection<GlobalSymbol> Definitions(LoweredModule module, LoweredTraining training)
    {
        var found = new HashSet<GlobalSymbol>();
        var parts = TrainingSteps.Optimised(training.Steps).SelectMany(s => s.Optimiser.Arguments).SelectMany(Schedules)
            .Concat(module.Data.Where(d => Draws(training, d)).SelectMany(d => d.Source.Arguments).SelectMany(Schedules));
        var nodes = Nodes(module, training)
            .Concat(module.Data.Where(d => Draws(training, d)).SelectMany(d => d.Source.Arguments).SelectMany(a => Nodes(module, a)));
        var open = new Stack<GlobalSymbol>(parts.Concat(Inputs(nodes).SelectMany(Named)));
        while (open.Count > 0)
        {
            var symbol = open.Pop();
            if (!found.Add(symbol))
                continue;
            foreach (var constant in module.Constants.Where(c => ReferenceEquals(c.Symbol, symbol)))
                Inputs([constant.Value]).SelectMany(Named).ToList().ForEach(open.Push);
            foreach (var schedule in module.Schedules.Where(s => ReferenceEquals(s.Symbol, symbol)))
                Schedules(schedule.Value).Concat(Inputs(Nodes(module, schedule.Value)).SelectMany(Named)).ToList().ForEach(open.Push);
        }

        return found;
    }

    private static IEnumerable<GlobalSymbol> Named(Input input) => input switch
    {
        ScheduleInput schedule => [schedule.Schedule],
        ConstantInput constant => [constant.Constant],
        _ => [],
    };

    private static IEnumerable<GlobalSymbol> Schedules(PartArgument argument) => argument switch
    {
        ScheduleArgument schedule => [schedule.Schedule],
        ClockArgument clock => Schedules(clock.Schedule),
        NestedArgument nested => nested.Value.Arguments.SelectMany(Schedules),
        RecordArgument record => record.Fields.SelectMany(f => Schedules(f.Value)),
        ListArgument list => list.Items.SelectMany(Schedules),
        _ => [],
    };

    private static bool Draws(LoweredTraining training, LoweredData data) => training.Batch?.Sources.Any(s => ReferenceEquals(s.Data, data.Symbol)) == true;

    /// <summary>All that loading a data set reads.</summary>
    public static IReadOnlyList<GlobalSymbol> Of(LoweredModule module, LoweredData data) =>
        [.. Inputs(data.Source.Arguments.SelectMany(a => Nodes(module, a))).SelectMany(i => Of(module, i)).Concat(data.Source.Arguments.SelectMany(Texts)).Distinct()];

    private static IEnumerable<GlobalSymbol> Texts(PartArgument argument) => argument switch
    {
        ParamArgument param => [param.Param],
        NestedArgument nested => nested.Value.Arguments.SelectMany(Texts),
        ListArgument list => list.Items.SelectMany(Texts),
        _ => [],
    };

    private static IEnumerable<GlobalSymbol> Of(LoweredModule module, Input input) => input switch
    {
        ParamInput param => [param.Param],
        ScheduleInput schedule => Of(module, schedule.Schedule),
        ConstantInput constant => module.Constants.Where(c => ReferenceEquals(c.Symbol, constant.Constant)).SelectMany(c => Inputs([c.Value])).SelectMany(i => Of(module, i)),
        _ => [],
    };

    private static IEnumerable<GlobalSymbol> Of(LoweredModule module, GlobalSymbol schedule) =>
        Inputs(module.Schedules.Where(s => ReferenceEquals(s.Symbol, schedule)).SelectMany(s => Nodes(module, s.Value))).SelectMany(i => Of(module, i));

    private static IEnumerable<Node> Nodes(LoweredModule module, LoweredTraining training)
    {
        var steps = TrainingSteps.Optimised(training.Steps).ToList();
        var graphs = steps.SelectMany(s => MethodSignature.Nodes(s.ValueAndGradients));
        var parts = steps.SelectMany(s => s.Optimiser.Arguments).SelectMany(a => Nodes(module, a));
        var weights = module.Models.Where(m => training.Instances.Any(i => ReferenceEquals(i.Model, m.Symbol)))
            .SelectMany(m => m.Weights)
            .SelectMany(w => w.Shape.OfType<HostExtent>().Select(e => e.Value).Concat([w.Initial]));
        var others = TrainingSteps.All(training.Steps).SelectMany(s => s switch
        {
            CollectStep collect => collect.Functions.SelectMany(MethodSignature.Nodes).Concat(Graphs.Reachable(collect.Numbers)),
            EveryStep every => [every.Period.Amount],
            PhaseStep { Condition: { } condition } phase => [phase.Budget.Amount, condition],
            PhaseStep phase => [phase.Budget.Amount],
            StopStep stop => [stop.Condition],
            WarnStep warn => [warn.Condition],
            MeasureStep measure => Graphs.Reachable([measure.Value]),
            TrackStep track => Nodes(module, track.Rate),
            ProjectStep project => project.Method.Arguments.SelectMany(a => Nodes(module, a)),
            _ => Enumerable.Empty<Node>(),
        });
        Node?[] own = [training.Budget.Amount, training.Batch?.Size];
        return graphs.Concat(parts).Concat(others).Concat(weights).Concat(own.OfType<Node>());
    }

    private static IEnumerable<Node> Nodes(LoweredModule module, PartArgument argument) => argument switch
    {
        HostArgument host => [host.Value],
        NestedArgument nested => nested.Value.Arguments.SelectMany(a => Nodes(module, a)),
        ListArgument list => list.Items.SelectMany(a => Nodes(module, a)),
        RecordArgument record => record.Fields.SelectMany(f => Nodes(module, f.Value)),
        ClockArgument clock => Nodes(module, clock.Schedule),
        FunctionArgument function => MethodSignature.Nodes(function.Function),
        EnvironmentArgument world => world.World.Functions.SelectMany(MethodSignature.Nodes).Concat(world.World.Numbers),
        ScheduleArgument schedule => module.Schedules.Where(s => ReferenceEquals(s.Symbol, schedule.Schedule)).SelectMany(s => Nodes(module, s.Value)),
        _ => [],
    };

    /// <summary>The inputs that values rest on, those of the rows that they average among them.</summary>
    private static IEnumerable<Input> Inputs(IEnumerable<Node> values) => Graphs.Reachable(values).SelectMany(n => n.Operation switch
    {
        InputOperation input => [input.Input],
        MeanOperation mean => mean.Functions.SelectMany(MethodSignature.Nodes).Select(m => m.Operation).OfType<InputOperation>().Select(o => o.Input),
        _ => Enumerable.Empty<Input>(),
    });
}
