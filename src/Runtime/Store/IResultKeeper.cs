using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>Where finished work goes.</summary>
internal interface IResultKeeper
{
    /// <summary>The cell if it is finished: measured, by whoever it was.</summary>
    StoredCell? Find(string identity);

    /// <summary>Keeps a cell. One that is measured is never replaced.</summary>
    void Keep(StoredCell cell);

    /// <summary>Keeps what is reported of a finished training.</summary>
    void Keep(string training, TrainingCurve curve);
}
