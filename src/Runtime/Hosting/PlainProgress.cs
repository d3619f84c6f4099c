using System.Diagnostics;
using System.Globalization;

namespace MLSpec.Runtime.Hosting;

/// <summary>Progress as lines, for logs: the start and end of each training, and a line every few seconds.</summary>
internal sealed class PlainProgress(TextWriter output, TimeSpan interval) : IProgressView
{
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly Stopwatch _training = new();
    private (string Name, string Seeds) _current;
    private int _startedAt;

    public void Training(string name, string seeds, int done, int steps, CurvePoint? last)
    {
        if (_current != (name, seeds))
        {
            _current = (name, seeds);
            _startedAt = done;
            _training.Restart();
            _sinceLine.Restart();
            Line(done == 0 ? $"train {name} {seeds}: {steps} steps" : $"train {name} {seeds}: resumed at step {done} of {steps}");
        }
        else if (done == steps || _sinceLine.Elapsed >= interval)
        {
            _sinceLine.Restart();
            var figures = string.Create(CultureInfo.InvariantCulture, $"loss {last?.Loss:G4}, rate {last?.Rate:G3}");
            Line($"train {name} {seeds}: step {done}/{steps}, {figures}{Left(done, steps)}");
        }
    }

    public void Trained(string name, string seeds) => _current = default;

    public void Warning(string name, string seeds, int done, string text) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"train {name} {seeds}: step {done}: warning: {text}"));

    public void Cells(string protocol, int done, int cells)
    {
        if (done != cells && _sinceLine.Elapsed < interval) return;
        _sinceLine.Restart();
        Line($"protocol {protocol}: {done} of {cells} cells");
    }

    public void Waiting(int cells)
    {
        if (_sinceLine.Elapsed < interval) return;
        _sinceLine.Restart();
        Line($"waiting for {(cells == 1 ? "a cell" : $"{cells} cells")} that other processes work on");
    }

    private string Left(int done, int steps)
    {
        if (done == steps || done == _startedAt) return "";
        var left = _training.Elapsed * ((steps - done) / (double)(done - _startedAt));
        return string.Create(CultureInfo.InvariantCulture, $", {left.TotalSeconds:0} s left");
    }

    private void Line(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }
}
