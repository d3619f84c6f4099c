namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>Starts processes that work through a <see cref="WorkOrder"/>, each by the run's own command line with <c>--worker ORDER</c>.</summary>
internal interface ILauncher : IDisposable
{
    /// <summary>Starts the workers.</summary>
    /// <param name="command">The run's command line, without the program.</param>
    /// <param name="order">The order's file.</param>
    void Start(IReadOnlyList<string> command, string order);

    /// <summary>Whether some worker may still be at work.</summary>
    bool IsRunning { get; }

    /// <summary>Once disposed of: how those workers ended that did not end well, in words; empty where all did.</summary>
    IReadOnlyList<string> Complaints { get; }
}
