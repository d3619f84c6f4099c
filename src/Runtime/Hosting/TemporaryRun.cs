using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting;

/// <summary>A run's folder that is gone at the end, for what is computed only to be looked at.</summary>
internal sealed class TemporaryRun : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("mlspec-");
    private readonly RunStore _store;
    private readonly Claims _claims;

    public TemporaryRun()
    {
        Folder = RunFolder.Open(_place.FullName);
        _store = RunStore.Open(Folder.Store);
        _claims = new Claims(Folder.Claims, TimeSpan.FromMinutes(1));
    }

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>A session whose trainings and data go to the folder.</summary>
    /// <param name="company">See <see cref="Session.Company"/>.</param>
    public Session Session(
        Manifest manifest, DataFiles data, TorchSharp.torch.Device device, HostConsole console,
        Func<string, long, IReadOnlyList<Setting>, IReadOnlyList<long>>? company = null) =>
        new(manifest, Folder, data, device, _store, _claims, new PlainProgress(console.Out, TimeSpan.FromSeconds(5)), console.Cancelled) { Company = company };

    public void Dispose()
    {
        _claims.Dispose();
        _store.Dispose();
        _place.Delete(recursive: true);
    }
}
