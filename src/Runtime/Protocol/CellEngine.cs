using System.Diagnostics;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Protocol;

/// <summary>A cell that is to be measured.</summary>
/// <param name="Seeds">The seeds of the cells that differ from this one by the replicate alone and are to be measured too.</param>
/// <param name="Measure">Measures it.</param>
internal sealed record CellWork(string Experiment, string Protocol, GridPoint Point, IReadOnlyList<long> Seeds, Func<IReadOnlyList<MeasuredValue>> Measure);

/// <summary>Some of what a cell needs is being worked on by another process.</summary>
internal sealed class TakenElsewhere : Exception;

/// <summary>
/// Measures cells and keeps each as soon as it is finished. Processes that share a folder share the cells: each takes those that no other has taken, and waits
/// at the end for the rest.
/// </summary>
/// <param name="keepGoing">Whether a cell that cannot be measured is noted and the others are gone on with.</param>
internal sealed class CellEngine(Session session, IResultKeeper keeper, Claims claims, bool keepGoing)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How many cells this process has measured.</summary>
    public int Measured { get; private set; }

    /// <summary>The cells that could not be measured.</summary>
    public List<StoredCell> Failed { get; } = [];

    /// <summary>Works until every cell is measured, here or elsewhere, or has failed here.</summary>
    /// <exception cref="UserError">A cell could not be measured; it is noted in the store.</exception>
    public void Work(string protocol, IReadOnlyList<CellWork> cells, int before)
    {
        IReadOnlyList<CellWork> open = cells;
        while (open.Count > 0)
        {
            var left = new List<CellWork>();
            for (var i = 0; i < open.Count; i++)
            {
                session.ThrowIfCancelled();
                if (!IsDone(open[i])) left.Add(open[i]);
                session.Progress.Cells(protocol, before + cells.Count - left.Count - (open.Count - i - 1), before + cells.Count);
            }

            if (left.Count == open.Count) Wait(left);
            open = left;
        }
    }

    private bool IsDone(CellWork cell)
    {
        var identity = cell.Point.Identity;
        if (keeper.IsMeasured(identity)) return true;
        if (!claims.TryClaim(identity)) return false;
        try
        {
            if (!keeper.IsMeasured(identity)) Measure(cell);
            return true;
        }
        catch (TakenElsewhere)
        {
            return false;
        }
        finally
        {
            claims.Release(identity);
        }
    }

    private void Measure(CellWork cell)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<MeasuredValue> values = [];
        IReadOnlyList<string> trainings = [];
        try
        {
            trainings = session.UsedBy(() => session.SideBySide(cell.Seeds, () => values = cell.Measure()));
        }
        catch (UserError error)
        {
            Failed.Add(Kept(error.Message));
            if (keepGoing) return;
            throw;
        }

        Kept("");
        Measured++;

        StoredCell Kept(string error)
        {
            var kept = new StoredCell(cell.Point.Facts, cell.Experiment, cell.Protocol, cell.Point.At, values, trainings, clock.Elapsed.TotalSeconds, error);
            keeper.Keep(kept);
            return kept;
        }
    }

    private void Wait(IReadOnlyList<CellWork> left)
    {
        session.Progress.Waiting(left.Count);
        session.Pause(_pause);
    }
}
