using System.Runtime.InteropServices;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>
/// Endless minibatches: each epoch is a fresh random order of the rows, cut into batches of equal size; rows left over at the end of an
/// epoch wait for the next. The state is two numbers, the generator's position at the start of the epoch and the next batch.
/// </summary>
/// <remarks>Where the generator is that of several replicates side by side, each has an order of its own.</remarks>
public sealed class Minibatches<TRows> : ICheckpointed, IDisposable where TRows : IRows<TRows>
{
    private readonly IReadOnlyList<Tensor> _columns;
    private readonly long _count;
    private readonly RandomStream _random;
    private readonly int _size;
    private readonly Tensor _order;
    private readonly Tensor[] _batch;
    private IReadOnlyList<ulong> _epochStart = [];
    private long _next;

    /// <summary>Batches of <paramref name="size"/> rows. Throws <see cref="UserError"/> when there are fewer rows than that.</summary>
    public Minibatches(TRows rows, int size, RandomStream random)
    {
        (_columns, _count, _size, _random) = (rows.Columns, rows.Count(), size, random);
        if (size < 1 || size > _count)
            throw new UserError($"A batch of {size} cannot be drawn from {_count} rows: give a batch size from 1 to {_count}.");
        StepsPerEpoch = _count / size;
        _order = empty([random.Replicates, _count], ScalarType.Int64, _columns[0].device).DetachFromDisposeScope();
        _batch = new Tensor[_columns.Count];
        StartEpoch();
    }

    /// <summary>Full batches in one pass over the rows.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>
    /// The next batch, [size, ...] per column, or [replicates, size, ...]: new tensors, which belong to the caller's dispose scope.
    /// </summary>
    public TRows Next()
    {
        if (_next == StepsPerEpoch)
            StartEpoch();
        using var rows = _order.narrow(1, _next++ * _size, _size);
        using var index = rows.flatten();
        for (var i = 0; i < _batch.Length; i++)
            _batch[i] = Each(_columns[i].index_select(0, index));
        return TRows.FromColumns(_batch);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        for (var k = 0; k < _random.Replicates; k++)
            state.Integer(ReplicateState.Name("epoch start", k), (long)_epochStart[k]);
        state.Integer("next batch", _next);
        state.Integer("batch size", _size);
        state.Integer("rows", _count);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        if (state.Integer("batch size") != _size || state.Integer("rows") != _count)
            throw new UserError($"The checkpoint was made with batches of {state.Integer("batch size")} from {state.Integer("rows")} rows, "
                + $"this run has batches of {_size} from {_count}.");
        _random.MoveTo([.. Enumerable.Range(0, _random.Replicates).Select(k => (ulong)state.Integer(ReplicateState.Name("epoch start", k)))]);
        StartEpoch();
        _next = state.Integer("next batch");
    }

    /// <inheritdoc/>
    public void Dispose() => _order.Dispose();

    private void StartEpoch()
    {
        _epochStart = _random.Positions;
        _next = 0;
        if (_order.device_type == DeviceType.CPU)
        {
            _random.Shuffle(MemoryMarshal.Cast<byte, long>(_order.bytes));
            return;
        }
        using var order = _random.Permutation(_count);
        using var rows = order.view_as(_order);
        _order.copy_(rows);
    }

    /// <summary>Rows of all replicates, one after another, as those of each.</summary>
    private Tensor Each(Tensor rows)
    {
        if (_random.Replicates == 1)
            return rows;
        using (rows)
            return rows.unflatten(0, [_random.Replicates, _size]);
    }
}
