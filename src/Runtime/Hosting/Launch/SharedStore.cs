using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>
/// The store in a folder where workers may be under way, too. As long as a cell is claimed, its result is put where each of them looks: a cell that is free and
/// not measured for one is not measured for all.
/// </summary>
internal sealed class SharedStore(RunStore store, Exchange exchange) : IResultKeeper
{
    /// <inheritdoc/>
    /// <remarks>The exchange first: what leaves it is in the store by then.</remarks>
    public bool IsMeasured(string identity) => exchange.IsMeasured(identity) || store.IsMeasured(identity);

    /// <inheritdoc/>
    public void Keep(StoredCell cell)
    {
        store.Keep(cell);
        if (exchange.HasOrders) exchange.Keep(cell);
    }

    /// <inheritdoc/>
    public void Keep(string training, TrainingCurve curve) => store.Keep(training, curve);
}
