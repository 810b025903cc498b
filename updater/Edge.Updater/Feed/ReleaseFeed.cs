using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Offers;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Updater.Feed;

/// <summary>What the signers offer, fetched from the first source that answers and verified as The Update Framework has it. Not for several threads at a time.</summary>
internal sealed class ReleaseFeed : IDisposable
{
    private const string MetadataFolder = "metadata";
    private const string TargetsFolder = "targets";

    private readonly MetadataStore _store;
    private readonly UpdatesConfig _config;
    private readonly FlooredClock _clock;
    private readonly TufLimits _limits;
    private readonly List<IDisposable> _sources = [];
    private TufClient? _client;

    private ReleaseFeed(MetadataStore store, UpdatesConfig config, FlooredClock clock, TufLimits limits)
    {
        _store = store;
        _config = config;
        _clock = clock;
        _limits = limits;
    }

    /// <summary>Where the last refresh succeeded; null before one did.</summary>
    public string? Source { get; private set; }

    /// <summary>The offers of the last refresh; empty before one succeeded.</summary>
    public IReadOnlyList<ReleaseOffer> Offers { get; private set; } = [];

    /// <summary>Opens trusted metadata; the first time it begins with the root that the configuration names.</summary>
    /// <exception cref="TrustException">The folder cannot be used, or the first root is none.</exception>
    /// <exception cref="IOException">The first root cannot be read.</exception>
    public static ReleaseFeed Open(UpdaterDirectory data, UpdatesConfig config, FlooredClock clock, TufLimits limits)
    {
        MetadataStore store = MetadataStore.Open(data.Metadata);
        try
        {
            if (!File.Exists(Path.Combine(data.Metadata, "root.json")))
            {
                if (new FileInfo(config.Root).Length > limits.RootSizeMaxBytes)
                {
                    throw new TrustException(TrustFailure.TooLarge, $"{config.Root} is larger than {limits.RootSizeMaxBytes} bytes, so that it is no root.");
                }

                store.Initialize(File.ReadAllBytes(config.Root));
            }

            return new ReleaseFeed(store, config, clock, limits);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Fetches and verifies metadata.</summary>
    /// <param name="only">A directory or address that is asked alone; null: those of the configuration, until one succeeds.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TrustException">None succeeded; the last one's reason. What was trusted before is trusted still.</exception>
    public async Task RefreshAsync(string? only, CancellationToken cancellation)
    {
        TrustException? last = null;
        foreach (string location in only is null ? _config.Sources : [only])
        {
            try
            {
                TufClient client = Connect(location);
                await client.RefreshAsync(cancellation);
                IReadOnlyList<ReleaseOffer> offers = ReleaseOffer.All(client.Targets);
                (_client, Offers, Source) = (client, offers, location);
                if (_clock.IsSure)
                {
                    _clock.Trust();
                }

                return;
            }
            catch (TrustException refused)
            {
                last = new TrustException(refused.Failure, $"{location}: {refused.Message}", refused);
            }
        }

        throw last ?? new TrustException(TrustFailure.Unreachable, "No source is named.");
    }

    /// <summary>The files of an offer of the last refresh, by their paths below its folder.</summary>
    public IReadOnlyList<(string Name, TargetFile File)> FilesOf(ReleaseOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return
        [
            .. (_client?.Targets ?? [])
                .Where(file => file.Path.StartsWith(offer.Folder, StringComparison.Ordinal))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => (file.Path[offer.Folder.Length..], file)),
        ];
    }

    /// <summary>Downloads a file unless it is there already; whole, verified and durable on return.</summary>
    /// <exception cref="TrustException">It was refused or could not be had.</exception>
    public Task<bool> DownloadAsync(TargetFile file, string path, CancellationToken cancellation) =>
        (_client ?? throw new TrustException(TrustFailure.Unreachable, "There was no refresh yet.")).DownloadAsync(file, path, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources.ForEach(source => source.Dispose());
        _store.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "They are disposed with this object, or before others take their place.")]
    private TufClient Connect(string location)
    {
        if (!location.Contains("://", StringComparison.Ordinal))
        {
            return Client(new DirectorySource(Path.Combine(location, MetadataFolder)), new DirectorySource(Path.Combine(location, TargetsFolder)));
        }

        _sources.ForEach(source => source.Dispose());
        _sources.Clear();
        var metadata = new HttpSource(new Uri($"{location.TrimEnd('/')}/{MetadataFolder}"));
        var targets = new HttpSource(new Uri($"{location.TrimEnd('/')}/{TargetsFolder}"));
        _sources.AddRange([metadata, targets]);
        return Client(metadata, targets);
    }

    private TufClient Client(IReleaseSource metadata, IReleaseSource targets) => new(_store, metadata, targets, _limits, _clock);
}
