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
public sealed class Minibatches<TRows> : ICheckpointed, IDisposable where TRows : IRows<TRows>
{
    private readonly IReadOnlyList<Tensor> _columns;
    private readonly long _count;
    private readonly RandomStream _random;
    private readonly int _size;
    private readonly Tensor _order;
    private readonly Tensor[] _batch;
    private ulong _epochStart;
    private long _next;

    /// <summary>Batches of <paramref name="size"/> rows. Throws <see cref="UserError"/> when there are fewer rows than that.</summary>
    public Minibatches(TRows rows, int size, RandomStream random)
    {
        (_columns, _count, _size, _random) = (rows.Columns, rows.Count(), size, random);
        if (size < 1 || size > _count)
            throw new UserError($"A batch of {size} cannot be drawn from {_count} rows: give a batch size from 1 to {_count}.");
        StepsPerEpoch = _count / size;
        _order = empty(_count, ScalarType.Int64, _columns[0].device).DetachFromDisposeScope();
        _batch = new Tensor[_columns.Count];
        StartEpoch();
    }

    /// <summary>Full batches in one pass over the rows.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>The next batch, [size, ...] per column: new tensors, which belong to the caller's dispose scope.</summary>
    public TRows Next()
    {
        if (_next == StepsPerEpoch)
            StartEpoch();
        using var index = _order.narrow(0, _next++ * _size, _size);
        for (var i = 0; i < _batch.Length; i++)
            _batch[i] = _columns[i].index_select(0, index);
        return TRows.FromColumns(_batch);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Integer("epoch start", (long)_epochStart);
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
        _random.MoveTo((ulong)state.Integer("epoch start"));
        StartEpoch();
        _next = state.Integer("next batch");
    }

    /// <inheritdoc/>
    public void Dispose() => _order.Dispose();

    private void StartEpoch()
    {
        _epochStart = _random.Position;
        _next = 0;
        if (_order.device_type == DeviceType.CPU)
        {
            _random.Shuffle(MemoryMarshal.Cast<byte, long>(_order.bytes));
            return;
        }
        using var order = _random.Permutation(_order.size(0));
        _order.copy_(order);
    }
}
