using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

/// <summary>Transitions of an environment with scalar observations and actions, in the shape of generated code.</summary>
internal sealed record Step(Tensor Observation, Tensor Action, Tensor Reward, Tensor Next, Tensor Stop) : IRows<Step>
{
    public static ImmutableArray<Column> Schema { get; } =
        [Column.Float("observation"), Column.Float("action"), Column.Float("reward"), Column.Float("next"), Column.Float("stop")];

    public IReadOnlyList<Tensor> Columns => [Observation, Action, Reward, Next, Stop];

    public static Step FromColumns(IReadOnlyList<Tensor> columns) => new(columns[0], columns[1], columns[2], columns[3], columns[4]);
}
