using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting;

/// <summary>What a training warned of: something that held when it was looked at.</summary>
/// <param name="Text">What held, in the spec's words.</param>
/// <param name="First">The first step at which it held, from 0.</param>
/// <param name="Last">The last step at which it held.</param>
/// <param name="Times">How often it held.</param>
/// <param name="Looks">How often it was looked at.</param>
/// <param name="Stands">Whether it still held at the last look.</param>
public sealed record WarningResult(string Text, int First, int Last, int Times, int Looks, bool Stands);

/// <summary>A condition that a training looks at now and then; where it comes to hold, that is said at once, and it is kept with the training's curve and in its checkpoints.</summary>
public sealed class TrainingWarning : ICheckpointed
{
    private readonly string _text;
    private readonly Action<int, string> _say;
    private int _first = -1;
    private int _last = -1;
    private int _times;
    private int _looks;
    private bool _stands;

    internal TrainingWarning(string text, Action<int, string> say) => (_text, _say) = (text, say);

    /// <summary>Notes whether the condition holds at the end of a step, counted from 0.</summary>
    public void Look(int step, bool holds)
    {
        _looks++;
        if (holds)
        {
            if (!_stands) _say(step, _text);
            if (_times == 0) _first = step;
            _last = step;
            _times++;
        }
        _stands = holds;
    }

    /// <summary>What is to be reported; null where it never held.</summary>
    internal WarningResult? Result => _times == 0 ? null : new(_text, _first, _last, _times, _looks, _stands);

    void ICheckpointed.Save(StateWriter state)
    {
        state.Integer("first", _first);
        state.Integer("last", _last);
        state.Integer("times", _times);
        state.Integer("looks", _looks);
        state.Integer("stands", _stands ? 1 : 0);
    }

    void ICheckpointed.Restore(StateReader state)
    {
        _first = (int)state.Integer("first");
        _last = (int)state.Integer("last");
        _times = (int)state.Integer("times");
        _looks = (int)state.Integer("looks");
        _stands = state.Integer("stands") == 1;
    }
}
