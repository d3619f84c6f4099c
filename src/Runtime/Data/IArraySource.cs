namespace MLSpec.Runtime.Data;

/// <summary>Named arrays that lie together somewhere. What cannot be read is an <see cref="InvalidDataException"/>.</summary>
internal interface IArraySource : IDisposable
{
    /// <summary>The names of the arrays, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The array of this name, which is one of <see cref="Names"/>.</summary>
    RawArray Read(string name);
}
