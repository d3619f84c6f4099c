using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLSpec.Runtime.Hosting;

/// <summary>Progress as bars on a terminal: one per protocol, one for the training that is running.</summary>
internal sealed class LiveProgress(IAnsiConsole console, ProgressContext context) : IProgressView
{
    private readonly Dictionary<string, ProgressTask> _protocols = [];
    private ProgressTask? _training;
    private (string Name, string Seeds) _current;

    /// <summary>Runs the work under live bars.</summary>
    public static void Run(IAnsiConsole console, Action<IProgressView> work) => console.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new CountColumn(),
            new NoteColumn(), new RemainingTimeColumn())
        .Start(context => work(new LiveProgress(console, context)));

    public void Training(string name, string seeds, int done, int steps, CurvePoint? last)
    {
        if (_training is null || _current != (name, seeds))
        {
            _current = (name, seeds);
            _training = context.AddTask(Markup.Escape($"train {name}, {seeds}"), maxValue: steps);
        }
        _training.Value = done;
        _training.Tag = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"loss {last.Loss:G4}  rate {last.Rate:G3}");
    }

    public void Trained(string name, string seeds)
    {
        if (_training is null) return;
        _training.StopTask();
        context.RemoveTask(_training);
        _training = null;
    }

    public void Warning(string name, string seeds, int done, string text) => console.MarkupLine(
        string.Create(CultureInfo.InvariantCulture, $"[yellow]warning[/] {Markup.Escape($"train {name}, {seeds}")}, step {done}: {Markup.Escape(text)}"));

    public void Cells(string protocol, int done, int cells)
    {
        if (!_protocols.TryGetValue(protocol, out var task))
            _protocols.Add(protocol, task = context.AddTask(Markup.Escape($"protocol {protocol}"), maxValue: cells));
        task.Value = done;
    }

    public void Waiting(int cells)
    {
    }

    private sealed class CountColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}/{task.MaxValue:0}").PadLeft(13));
    }

    private sealed class NoteColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text((task.Tag as string ?? "").PadRight(32));
    }
}
