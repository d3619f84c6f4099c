using System.Runtime.InteropServices;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// The last rows that were added, up to a capacity, and minibatches drawn from them uniformly with replacement. Everything is allocated
/// once; a draw copies rows into the same batch and, on the CPU and below 2 GB a column, allocates nothing.
/// </summary>
public sealed class Replay<TRows> : ICheckpointed, IDisposable where TRows : IRows<TRows>
{
    private readonly int _capacity;
    private readonly int _size;
    private readonly RandomStream _random;
    private readonly Tensor[] _stored;
    private readonly Tensor[] _drawn;
    private readonly Tensor _places;
    private readonly TRows _batch;
    private long _next;

    /// <param name="capacity">Rows kept at most.</param>
    /// <param name="size">Rows in a batch.</param>
    /// <param name="random">What draws; it belongs to the buffer from now on, and the rows are kept on its device.</param>
    public Replay(int capacity, int size, RandomStream random)
    {
        if (capacity < 1)
            throw new UserError($"A replay buffer needs room for at least 1 row, not {capacity}.");
        if (size < 1)
            throw new UserError($"A batch needs at least 1 row, not {size}.");
        (_capacity, _size, _random) = (capacity, size, random);
        _stored = [.. TRows.Schema.Select(column => Made(column, capacity))];
        _drawn = [.. TRows.Schema.Select(column => Made(column, size))];
        _places = zeros(size, ScalarType.Int64, CPU).DetachFromDisposeScope();
        _batch = TRows.FromColumns(_drawn);
    }

    /// <summary>Rows that can be drawn.</summary>
    public int Count { get; private set; }

    /// <summary>Adds rows in their order; where there is no room the oldest go.</summary>
    public void Add(TRows rows)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var count = rows.Count();
        for (var done = Math.Max(0, count - _capacity); done < count;)
        {
            var part = Math.Min(count - done, _capacity - _next);
            foreach (var (stored, added) in _stored.Zip(rows.Columns))
                stored.narrow(0, _next, part).copy_(added.narrow(0, done, part));
            done += part;
            _next = (_next + part) % _capacity;
            Count = (int)Math.Min(_capacity, Count + part);
        }
    }

    /// <summary>
    /// A minibatch, [size, ...] per column: the same tensors each time, to be used before the next draw. Throws <see cref="UserError"/>
    /// when nothing was added yet.
    /// </summary>
    public TRows Next()
    {
        if (Count == 0)
            throw new UserError("The replay buffer is empty: collect some steps before the first batch is drawn.");
        var places = MemoryMarshal.Cast<byte, long>(_places.bytes);
        foreach (ref var place in places)
            place = _random.Below(Count);
        for (var column = 0; column < _stored.Length; column++)
            if (_random.Device.type == DeviceType.CPU && _stored[column].NumberOfElements * _stored[column].ElementSize <= int.MaxValue)
                Gather(_stored[column], places, _drawn[column]);
            else
                Select(_stored[column], _drawn[column]);
        return _batch;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Integer("capacity", _capacity);
        state.Integer("batch size", _size);
        state.Integer("count", Count);
        state.Integer("next", _next);
        state.Part("random", _random);
        foreach (var (column, stored) in TRows.Schema.Zip(_stored))
        {
            using var used = stored.narrow(0, 0, Count);
            state.Tensor("column " + column.Name, used);
        }
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        if (state.Integer("capacity") != _capacity || state.Integer("batch size") != _size)
            throw new UserError($"The checkpoint holds a replay buffer of {state.Integer("capacity")} rows with batches of "
                + $"{state.Integer("batch size")}, this run has one of {_capacity} with batches of {_size}.");
        Count = (int)state.Integer("count");
        _next = state.Integer("next");
        state.Part("random", _random);
        foreach (var (column, stored) in TRows.Schema.Zip(_stored))
        {
            using var used = stored.narrow(0, 0, Count);
            state.Tensor("column " + column.Name, used);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _stored.Concat(_drawn).Append(_places))
            tensor.Dispose();
    }

    private Tensor Made(Column column, long rows) => zeros([rows, .. column.Shape], column.Type, _random.Device).DetachFromDisposeScope();

    /// <summary>Row by row: for batches of a few hundred rows faster than an indexed copy, and nothing is allocated.</summary>
    private static void Gather(Tensor stored, ReadOnlySpan<long> places, Tensor drawn)
    {
        var to = drawn.bytes;
        var width = to.Length / places.Length;
        var from = stored.bytes;
        for (var i = 0; i < places.Length; i++)
            from.Slice((int)places[i] * width, width).CopyTo(to.Slice(i * width, width));
    }

    /// <summary>On other devices, and where a column has more bytes than a span can.</summary>
    private void Select(Tensor stored, Tensor drawn)
    {
        using var scope = NewDisposeScope();
        drawn.copy_(stored.index_select(0, _places.to(drawn.device)));
    }
}
