namespace MLSpec.Runtime.Store;

/// <summary>State that a checkpoint holds. <see cref="Restore"/> after <see cref="Save"/> is the identity, bit for bit.</summary>
public interface ICheckpointed
{
    /// <summary>Writes every value that the future depends on, each under a name of its own.</summary>
    void Save(StateWriter state);

    /// <summary>Reads the same names back, in place. Throws <see cref="UserError"/> when a name, kind or shape does not fit.</summary>
    void Restore(StateReader state);
}
