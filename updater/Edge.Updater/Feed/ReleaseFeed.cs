using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Commands;
using Edge.Releases.Offers;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;
using Edge.Updater.Broker;

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
    private readonly BlockPort? _blocks;
    private List<IDisposable> _opened = [];
    private TufClient? _client;

    private ReleaseFeed(MetadataStore store, UpdatesConfig config, FlooredClock clock, TufLimits limits, BlockPort? blocks)
    {
        _store = store;
        _blocks = blocks;
        _config = config;
        _clock = clock;
        _limits = limits;
    }

    /// <summary>Whose turn it is to use the feed.</summary>
    public FeedGate Gate { get; } = new();

    /// <summary>Where the last refresh succeeded; null before one did.</summary>
    public string? Source { get; private set; }

    /// <summary>The offers of the last refresh; empty before one succeeded.</summary>
    public IReadOnlyList<ReleaseOffer> Offers { get; private set; } = [];

    /// <summary>Who may command this device, by the last refresh; null before one succeeded, and where the signers name nobody. Safe at any time.</summary>
    public CommandSigners? Commanders { get; private set; }

    /// <summary>Opens trusted metadata; the first time it begins with the root that the configuration names.</summary>
    /// <param name="data">Where trusted metadata is kept.</param>
    /// <param name="config">Sources and the first root.</param>
    /// <param name="clock">Judges expiry.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="blocks">The way to the broker; null: none is configured.</param>
    /// <exception cref="TrustException">The folder cannot be used, or the first root is none.</exception>
    /// <exception cref="IOException">The first root cannot be read.</exception>
    public static ReleaseFeed Open(UpdaterDirectory data, UpdatesConfig config, FlooredClock clock, TufLimits limits, BlockPort? blocks)
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

            return new ReleaseFeed(store, config, clock, limits, blocks);
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
            var opened = new List<IDisposable>();
            try
            {
                TufClient client = Connect(location, opened);
                await client.RefreshAsync(cancellation);
                IReadOnlyList<ReleaseOffer> offers = ReleaseOffer.All(client.Targets);
                (_client, Offers, Source, Commanders) = (client, offers, location, client.Commanders);
                (opened, _opened) = (_opened, opened);
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
            finally
            {
                // After a failure what was opened in vain; after a success what the client before used.
                opened.ForEach(source => source.Dispose());
            }
        }

        throw last ?? new TrustException(TrustFailure.Unreachable, "No source is named.");
    }

    /// <summary>Whether the last refresh was of this place; null: of one of the configuration.</summary>
    public bool IsOf(string? only) => Source is not null && (only is null ? _config.Sources.Contains(Source) : Source == only);

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
        (_client ?? throw new TrustException(TrustFailure.Unreachable, "There was no refresh yet.")).DownloadAsync(file, path, keepPartial: true, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _opened.ForEach(source => source.Dispose());
        Gate.Dispose();
        _store.Dispose();
    }

    /// <summary>Why the source of the last refresh cannot be asked now, though nothing is wrong with what it offers; null when it can.</summary>
    public string? Down() => Source == UpdatesConfig.BrokerSource ? _blocks?.Down : null;

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes what was opened.")]
    private TufClient Connect(string location, List<IDisposable> opened)
    {
        if (location == UpdatesConfig.BrokerSource && _blocks is not null)
        {
            return Client(new BrokerSource(_blocks, MetadataFolder, _clock), new BrokerSource(_blocks, TargetsFolder, _clock), overNetwork: true);
        }

        if (!location.Contains("://", StringComparison.Ordinal))
        {
            return Client(new DirectorySource(Path.Combine(location, MetadataFolder)), new DirectorySource(Path.Combine(location, TargetsFolder)), overNetwork: false);
        }

        var metadata = new HttpSource(new Uri($"{location.TrimEnd('/')}/{MetadataFolder}"), _config.Ca);
        var targets = new HttpSource(new Uri($"{location.TrimEnd('/')}/{TargetsFolder}"), _config.Ca);
        opened.AddRange([metadata, targets]);
        return Client(metadata, targets, overNetwork: true);
    }

    private TufClient Client(IReleaseSource metadata, IReleaseSource targets, bool overNetwork) =>
        new(_store, metadata, targets, overNetwork ? _limits : _limits with { RateMaxBytesPerSecond = null }, _clock);
}
