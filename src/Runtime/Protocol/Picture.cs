using MLSpec.Runtime.Control;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Protocol;

/// <summary>A picture of an episode, in the first replicate that the grid has for each value of <see cref="By"/>.</summary>
/// <param name="Name">The name in the spec; the files of the pictures begin with it.</param>
/// <param name="Play">Plays one episode. Its tensors are its own to dispose of; trained models are asked for outside of its dispose scopes.</param>
public sealed record Picture<TParams, TCell>(string Name, Func<TCell, TParams, Session, Episode> Play)
{
    /// <summary>The doc comment.</summary>
    public string Doc { get; init; } = "";

    /// <summary>The axes along which there is a picture for each value: those that the environment or the policy depends on.</summary>
    public IReadOnlyList<Axis<TCell>> By { get; init; } = [];

    /// <summary>Of which cells there are pictures; null for all.</summary>
    public Func<TCell, bool>? Where { get; init; }

    /// <summary>The cells that there is a picture of, in the order of the grid.</summary>
    internal IReadOnlyList<TCell> Shown(IEnumerable<TCell> cells) =>
        [.. cells.Where(Where ?? (_ => true)).DistinctBy(cell => string.Join('\0', By.Select(axis => axis.Of(cell).Text)))];

    internal PictureResult Of(TCell cell, TParams parameters, Session session)
    {
        var at = By.Select(axis => (axis.Name, axis.Of(cell).Text)).ToArray();
        var words = string.Join(", ", at.Select(pair => $"{pair.Name} = {pair.Text}"));
        return new PictureResult(
            Name, string.Join(": ", new[] { Doc.Length > 0 ? Doc.TrimEnd('.') : Name, words }.Where(text => text.Length > 0)), [.. at.Select(pair => pair.Text)],
            Play(cell, parameters, session));
    }
}
