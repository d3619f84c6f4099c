using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>A worker's view of what is done: what has arrived at the exchange, and what its order does not ask for any more.</summary>
internal sealed class OrderedWork(string order, Exchange exchange) : IResultKeeper
{
    private HashSet<string> _cells = [];
    private (DateTime, long)? _read;

    /// <summary>The cells that the order asks for now; none where it has been withdrawn.</summary>
    public IReadOnlySet<string> Cells
    {
        get
        {
            var file = new FileInfo(order);
            var state = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (_read != state) (_read, _cells) = (state, WorkOrder.Read(order)?.Cells.ToHashSet() ?? []);
            return _cells;
        }
    }

    /// <summary>Whether nothing is left to do for a cell. One that could not be measured by one worker is not tried by the others.</summary>
    public bool IsMeasured(string identity) => exchange.Has(identity) || !Cells.Contains(identity);

    /// <inheritdoc/>
    public void Keep(StoredCell cell) => exchange.Keep(cell);

    /// <inheritdoc/>
    public void Keep(string training, TrainingCurve curve) => exchange.Keep(training, curve);
}
