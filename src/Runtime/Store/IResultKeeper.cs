using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>Where finished work goes.</summary>
internal interface IResultKeeper
{
    /// <summary>Whether a cell is measured, by whoever it was.</summary>
    bool IsMeasured(string identity);

    /// <summary>Keeps a cell. One that is measured is never replaced.</summary>
    void Keep(StoredCell cell);

    /// <summary>Keeps what is reported of a finished training.</summary>
    void Keep(string training, TrainingCurve curve);
}
