using Spectre.Console;

namespace MLSpec.Runtime.Hosting;

/// <summary>Where a host writes, and when it is to stop.</summary>
internal sealed record HostConsole(TextWriter Out, TextWriter Error, bool Interactive, CancellationToken Cancelled)
{
    /// <summary>The folder in which the program was started.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The folder of the program, with the files that were built into it.</summary>
    public string ProgramFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>The process's own console; colours and live bars only on a terminal.</summary>
    public static HostConsole OfProcess(CancellationToken cancelled) =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, cancelled);

    /// <summary>Spectre's view of the output: as wide as the terminal, or 120 columns without colours where there is none.</summary>
    public IAnsiConsole Ansi()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = Interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!Interactive) console.Profile.Width = 120;
        return console;
    }
}
