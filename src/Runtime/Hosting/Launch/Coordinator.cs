using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>Has cells measured by workers and collects what they find.</summary>
/// <param name="keepGoing">Whether a cell that cannot be measured is noted and the others are gone on with.</param>
internal sealed class Coordinator(Session session, RunStore store, Exchange exchange, ILauncher launcher, bool keepGoing)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly List<StoredCell> _failed = [];

    /// <summary>How many cells have been measured.</summary>
    public int Measured { get; private set; }

    /// <summary>The cells that could not be measured.</summary>
    public IReadOnlyList<StoredCell> Failed => _failed;

    /// <summary>Works until every cell is there or no worker is left.</summary>
    /// <param name="plans">What is there and what is to be measured.</param>
    /// <param name="order">Where the order is put.</param>
    /// <exception cref="UserError">A cell could not be measured, or workers ended before all cells were.</exception>
    public void Work(IReadOnlyList<GridPlan> plans, IReadOnlyList<string> command, string order, string? coordinator)
    {
        var pending = plans.SelectMany(plan => plan.Pending).Select(cell => cell.Point.Identity).ToHashSet();
        if (pending.Count == 0) return;
        new WorkOrder([.. pending], coordinator).Write(order);
        try
        {
            WorkOrder.Reduce(order, store.Measured()); // by those who did not see the order in time
            launcher.Start(command, order);
            Follow(plans, pending);
        }
        finally
        {
            File.Delete(order);
            launcher.Dispose();
        }
        exchange.Clear(store);
        if (pending.Count > 0) throw Left(pending.Count);
    }

    private void Follow(IReadOnlyList<GridPlan> plans, HashSet<string> pending)
    {
        while (true)
        {
            var isRunning = launcher.IsRunning;
            foreach (var cell in exchange.Collect(store)) Take(cell, pending);
            pending.ExceptWith(store.Measured());
            foreach (var plan in plans)
                session.Progress.Cells(plan.Protocol, plan.Cells.Count - plan.Pending.Count(cell => pending.Contains(cell.Point.Identity)), plan.Cells.Count);
            if (pending.Count == 0 || !isRunning) return;
            session.Pause(_pause);
        }
    }

    private void Take(StoredCell cell, HashSet<string> pending)
    {
        pending.Remove(cell.Identity);
        if (cell.IsMeasured)
        {
            Measured++;
            return;
        }

        _failed.Add(cell);
        if (!keepGoing) throw new UserError($"{GridPoint.WordsOf(cell.At)}: {cell.Error}");
    }

    private UserError Left(int cells)
    {
        var complaints = launcher.Complaints;
        return new UserError($"{GridPlan.Count(cells)} {(cells == 1 ? "was" : "were")} not measured: the workers have ended"
            + $"{(complaints.Count > 0 ? $" ({string.Join("; ", complaints)})" : "")}; the same command goes on with what is left");
    }
}
