namespace MLSpec.Runtime.Hosting;

/// <summary>Shows how far a run is.</summary>
internal interface IProgressView
{
    /// <summary>A training has done so many of its steps, for one seed or for several side by side; <paramref name="last"/> is the newest point of its curve.</summary>
    void Training(string name, string seeds, int done, int steps, CurvePoint? last);

    /// <summary>A training is finished.</summary>
    void Trained(string name, string seeds);

    /// <summary>A training warns of something after so many of its steps.</summary>
    void Warning(string name, string seeds, int done, string text);

    /// <summary>So many cells of a protocol are measured.</summary>
    void Cells(string protocol, int done, int cells);

    /// <summary>All that is left is so many cells that other processes work on.</summary>
    void Waiting(int cells);
}
