using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>A picture as it stands in the page and, as a file, beside it.</summary>
/// <param name="Stem">What the file's name begins with.</param>
/// <param name="Kind">What it shows of the episode: <c>motion</c> or <c>picture</c>.</param>
internal sealed record PictureFile(string Stem, string Kind, string Caption, string Svg);

/// <summary>The pictures of episodes.</summary>
internal static class PictureFiles
{
    /// <summary>The state on its way, where it has one or two coordinates, and everything against the steps.</summary>
    public static IEnumerable<PictureFile> Of(PictureResult picture)
    {
        var stem = string.Join("-", picture.At.Prepend(picture.Name).Select(Plain));
        if (EpisodeFigure.Motion(picture.Episode, picture.Title) is { } motion)
            yield return new PictureFile(stem, "motion", picture.Title, motion);
        yield return new PictureFile(stem, "picture", $"{picture.Title}: step by step", EpisodeFigure.Series(picture.Episode, picture.Title));
    }

    /// <summary>Pictures by the names of their files, <c>PROTOCOL.NAME-picture.svg</c>; equal names are numbered.</summary>
    public static IEnumerable<(string Name, string Svg)> Of(IEnumerable<ProtocolResult> protocols) =>
        from protocol in protocols
        from picture in protocol.Pictures.SelectMany(Of)
        group picture by $"{protocol.Name}.{picture.Stem}-{picture.Kind}" into named
        from file in named.Select((picture, i) => (Name: i == 0 ? named.Key : $"{named.Key}{i + 1}", picture.Svg))
        select ($"{file.Name}.svg", file.Svg);

    /// <summary>Letters, digits and what no system minds in a file's name.</summary>
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
}
