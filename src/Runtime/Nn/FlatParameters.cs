using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Parameters (or their gradients, moments, averages) in one flat float32 tensor, with a view of each in its own shape. Optimisers,
/// norms and averages work on <see cref="Flat"/>, models on the views; both are the same memory. The tensors live until <see
/// cref="Dispose"/>, whatever scope they were made in.
/// </summary>
/// <remarks>
/// Those of several replicates of a training, side by side, are the rows of <see cref="Flat"/>, [replicates, total], and lead every view.
/// </remarks>
public sealed class FlatParameters : ICheckpointed, IDisposable
{
    private readonly Tensor[] _views;

    /// <summary>All zeros, for one or for several replicates.</summary>
    public FlatParameters(ParameterLayout layout, Device device, int replicates = 1)
        : this(layout, zeros(replicates == 1 ? [layout.Total] : [replicates, layout.Total], ScalarType.Float32, device))
    {
    }

    private FlatParameters(ParameterLayout layout, Tensor flat)
    {
        (Layout, Flat) = (layout, flat.DetachFromDisposeScope());
        Leading = flat.shape[..^1];
        _views = [.. layout.Parameters.Select(View)];
        Moved = layout.Moved == layout.Total ? Flat : Flat.narrow(-1, 0, layout.Moved).DetachFromDisposeScope();
    }

    /// <summary>Names, shapes and offsets.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What leads every shape: the number of replicates side by side, or nothing.</summary>
    public IReadOnlyList<long> Leading { get; }

    /// <summary>float[total]: everything.</summary>
    public Tensor Flat { get; }

    /// <summary>float[moved]: what optimisers move, that is all but statistics.</summary>
    public Tensor Moved { get; }

    /// <summary>The view of the parameter at this place of the layout, in its own shape.</summary>
    public Tensor this[int index] => _views[index];

    /// <summary>
    /// The weights of layers, of an ensemble those of each member: every view [n, d] and [n, c, kh, kw]. Vectors (biases) and scalars are
    /// left out.
    /// </summary>
    public IEnumerable<Tensor> Matrices()
    {
        var leading = Leading.Count + (Layout.HasMembers ? 1 : 0);
        var matrices = _views.Where(view => view.dim() - leading is 2 or 4);
        for (var i = 0; i < leading; i++)
            matrices = matrices.SelectMany(view => Enumerable.Range(0, (int)view.size(0)).Select(item => view[item]));
        return matrices;
    }

    /// <summary>The parameters of several replicates, of one layout, side by side.</summary>
    public static FlatParameters Join(IReadOnlyList<FlatParameters> replicates) =>
        new(replicates[0].Layout, stack([.. replicates.Select(r => r.Flat)]));

    /// <summary>A copy of the parameters of one of several replicates, from 0.</summary>
    public FlatParameters Replicate(int replicate)
    {
        using var row = Flat.select(0, replicate);
        return new(Layout, row.clone());
    }

    /// <summary>Zeros with the same layout and replicates, on the same device.</summary>
    public FlatParameters ZerosLike() => new(Layout, zeros_like(Flat));

    /// <summary>An independent copy.</summary>
    public FlatParameters Clone() => new(Layout, Flat.detach().clone());

    /// <summary>Overwrites these values with those of <paramref name="other"/>, which has the same layout.</summary>
    public void CopyFrom(FlatParameters other) => Flat.copy_(other.Flat);

    /// <summary>Moves every statistic its share of the way (<see cref="Parameter.Follow"/>) to its value in <paramref name="batch"/>.</summary>
    public void Follow(FlatParameters batch)
    {
        for (var i = 0; i < _views.Length; i++)
        {
            if (Layout.Parameters[i].Follow is > 0 and var share)
                _views[i].lerp_(batch[i], share);
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Tensor("flat", Flat);

    /// <inheritdoc/>
    public void Restore(StateReader state) => state.Tensor("flat", Flat);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in _views)
            view.Dispose();
        Moved.Dispose();
        Flat.Dispose();
    }

    private Tensor View(Parameter parameter)
    {
        using var part = Flat.narrow(-1, parameter.Offset, parameter.Count);
        return part.view([.. Leading, .. parameter.Shape]).DetachFromDisposeScope();
    }
}
