using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Engines;

/// <summary>
/// What is known of engines: which rung each model serves on, which are being tried out, and why others do not serve. Records survive a restart; a trial that
/// a crash or loss of power cut short counts as aborted, since it may have been the cause.
/// </summary>
internal sealed partial class EngineBoard(EngineRecords records, FaultBoard faults, TimeProvider time, ILogger<EngineBoard> log)
{
    /// <summary>Aborted trials of one key after which its rung is quarantined.</summary>
    public const int AbortsMax = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Digest, string Rung), RungRecord> _records = [];
    private readonly HashSet<(string Digest, string Rung)> _settled = [];
    private readonly HashSet<string> _evicted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EngineUsed> _loaded = new(StringComparer.Ordinal);
    private IReadOnlyList<EngineSubject> _subjects = [];
    private bool _isOpen;

    /// <summary>Reads what earlier runs knew, once; until then the cache's directories may not exist.</summary>
    /// <exception cref="IOException">The cache cannot be made.</exception>
    public void Open()
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                return;
            }

            foreach (RungRecord record in records.Open())
            {
                _records[(record.ModelDigest, record.Rung)] = record;
                if (record.State == RungState.Building)
                {
                    Abort(record, "The appliance ended, or lost power, while it was tried out.");
                }
            }

            _isOpen = true;
        }
    }

    /// <summary>The models to keep engines for.</summary>
    public void Watch(IReadOnlyList<EngineSubject> subjects)
    {
        lock (_gate)
        {
            _subjects = subjects;
            Report();
        }
    }

    /// <summary>
    /// The next rung to try out: first what an earlier run built, since nothing serves on it until it is known to be there still and of this software; then for
    /// each model from the top down to the first that is built. Null when all is known.
    /// </summary>
    /// <param name="skipKey">Key that must not be tried, because it was refused or quarantined; null where there is none.</param>
    public (EngineSubject Subject, string Rung)? Next(out string? skipKey)
    {
        lock (_gate)
        {
            if (_subjects.Select(BuiltBefore).FirstOrDefault(each => each is not null) is { } built)
            {
                skipKey = null;
                return built;
            }

            foreach (EngineSubject subject in _subjects)
            {
                foreach (string rung in subject.Rungs.TakeWhile(rung => rung != EngineRungs.Cpu))
                {
                    RungRecord? record = _records.GetValueOrDefault((subject.Digest, rung));
                    skipKey = record is { State: RungState.Quarantined or RungState.Refused } ? record.Key : null;
                    if (_settled.Contains((subject.Digest, rung)) || record is { State: RungState.Quarantined, Key: null })
                    {
                        if (record?.State == RungState.Built)
                        {
                            break;
                        }

                        continue;
                    }

                    return (subject, rung);
                }
            }

            skipKey = null;
            return null;
        }
    }

    /// <summary>The highest rung of a release that an earlier run built and this one has not looked at, unless a higher one serves.</summary>
    private (EngineSubject Subject, string Rung)? BuiltBefore(EngineSubject subject)
    {
        foreach (string rung in subject.Rungs.TakeWhile(rung => rung != EngineRungs.Cpu))
        {
            if (_records.GetValueOrDefault((subject.Digest, rung)) is { State: RungState.Built })
            {
                return IsBuilt(subject.Digest, rung) ? null : (subject, rung);
            }
        }

        return null;
    }

    /// <summary>True when a rung is known in this run to be built: what an earlier run wrote may be of other software, or gone from the cache.</summary>
    private bool IsBuilt(string digest, string rung) =>
        _records.GetValueOrDefault((digest, rung)) is { State: RungState.Built } && _settled.Contains((digest, rung));

    /// <summary>True when no rung of a release is left to be tried: from the top down to the first that is built each is known.</summary>
    public bool IsDecided(EngineSubject subject)
    {
        lock (_gate)
        {
            foreach (string rung in subject.Rungs.TakeWhile(rung => rung != EngineRungs.Cpu))
            {
                RungRecord? record = _records.GetValueOrDefault((subject.Digest, rung));
                bool known = _settled.Contains((subject.Digest, rung)) || record is { State: RungState.Quarantined, Key: null };
                if (!known)
                {
                    return false;
                }

                if (record?.State == RungState.Built)
                {
                    return true;
                }
            }

            return true;
        }
    }

    /// <summary>A trial began. A rung that was refused or quarantined stays so until its key is known to be another.</summary>
    public void Began(EngineSubject subject, string rung) => Change(subject, rung, before =>
        before is { State: RungState.Quarantined } or { State: RungState.Refused, Key: not null }
        ? before
        : Make(subject, rung, RungState.Building, before?.Key, null, "It is being tried out; with TensorRT that takes minutes.", before?.Aborts ?? 0));

    /// <summary>A trial entered a gate.</summary>
    public void Entered(EngineSubject subject, string rung, string gate, string key) => Change(subject, rung, before =>
    {
        bool same = before is not null && (before.Key is null || before.Key == key);
        RungRecord now = Make(
            subject, rung, RungState.Building, key, gate, "It is being tried out; with TensorRT that takes minutes.", same ? before!.Aborts : 0);
        return before is { State: RungState.Building } ? now with { Since = before.Since } : now;
    });

    /// <summary>A trial passed every gate.</summary>
    public void Passed(EngineSubject subject, string rung, string key)
    {
        Change(subject, rung, before => Make(subject, rung, RungState.Built, key, null, null, before?.Aborts ?? 0), settles: true);
        LogPassed(subject.Model, subject.Version, rung);
    }

    /// <summary>A gate refused a rung.</summary>
    public void Refused(EngineSubject subject, string rung, string? key, string reason)
    {
        Change(subject, rung, before => Make(subject, rung, RungState.Refused, key, before?.Stage, reason, 0), settles: true);
        LogRefused(subject.Model, subject.Version, rung, reason);
    }

    /// <summary>The process that tried a rung ended, or had to be ended.</summary>
    public void Aborted(EngineSubject subject, string rung, string reason)
    {
        lock (_gate)
        {
            Abort(_records.GetValueOrDefault((subject.Digest, rung)) ?? Make(subject, rung, RungState.Building, null, null, null, 0), reason);
            Report();
        }
    }

    /// <summary>A rung is refused or quarantined as before, because its key is the same.</summary>
    public void StaysOut(EngineSubject subject, string rung)
    {
        lock (_gate)
        {
            _settled.Add((subject.Digest, rung));
            Report();
        }
    }

    /// <summary>The runtime is stopping and ended a trial itself, which is nobody's fault.</summary>
    public void Stopped(EngineSubject subject, string rung)
    {
        const string Reason = "The appliance was stopped while it was tried out; it is tried again.";
        Change(subject, rung, before => before is not { State: RungState.Building } ? before!
            : before.Aborts > 0 ? before with { State = RungState.Aborted, Reason = Reason }
            : before with { State = RungState.Refused, Key = null, Reason = Reason });
    }

    /// <summary>
    /// Engines were removed from the cache to make room for the one that was just built. Each is built again once; then the cache is too small for all, and they
    /// would take turns for ever.
    /// </summary>
    public void Evicted(IReadOnlyList<string> keys)
    {
        lock (_gate)
        {
            foreach (RungRecord record in _records.Values.Where(record => record.State == RungState.Built && keys.Contains(record.Key)).ToList())
            {
                bool again = _evicted.Add(record.Key!);
                Keep(record with
                {
                    State = RungState.Refused,
                    Key = again ? null : record.Key,
                    Reason = again
                        ? "Its engine was removed to make room in the cache; it is built again."
                        : $"Its engine was removed again to make room in the cache. Raise inference.engine.cacheLimitMiB, then edgectl model retry {record.Model}.",
                    Since = time.GetUtcNow(),
                });
                if (again)
                {
                    _settled.Remove((record.ModelDigest, record.Rung));
                }
            }

            Report();
        }
    }

    /// <summary>A model was loaded and serves.</summary>
    public void Loaded(string digest, EngineUsed engine)
    {
        lock (_gate)
        {
            _loaded[digest] = engine;
            if (_records.TryGetValue((digest, engine.Rung), out RungRecord? record) && record.Aborts > 0)
            {
                Keep(record with { Aborts = 0 });
            }

            Report();
        }

        LogLoaded(digest, engine.Rung, string.Join("; ", engine.RefusedRungs.Select(refused => $"{refused.Rung}: {refused.Reason}")));
    }

    /// <summary>The process that serves ended, or had to be ended, while it loaded a model: the rung it was loading is to blame where that is an accelerator's.</summary>
    public void DiedLoading(string digest, string reason)
    {
        lock (_gate)
        {
            RungRecord? record = _subjects.FirstOrDefault(subject => subject.Digest == digest)?.Rungs
                .Select(rung => _records.GetValueOrDefault((digest, rung)))
                .FirstOrDefault(each => each?.State == RungState.Built);
            if (record is not null)
            {
                records.RemoveEngine(record.Key!);
                Abort(record, $"The inference process {reason} while it loaded the engine.");
                Report();
            }
        }
    }

    /// <summary>Forgets what was refused, aborted or quarantined, so that it is tried again.</summary>
    /// <returns>Rungs that will be tried.</returns>
    public IReadOnlyList<string> Retry(EngineSubject subject)
    {
        var again = new List<string>();
        lock (_gate)
        {
            foreach (string rung in subject.Rungs.Where(rung => rung != EngineRungs.Cpu))
            {
                RungRecord? record = _records.GetValueOrDefault((subject.Digest, rung));
                if (record is { State: RungState.Refused or RungState.Aborted or RungState.Quarantined })
                {
                    Keep(record with { State = RungState.Refused, Key = null, Aborts = 0, Reason = "An operator asked for it to be tried again.", Since = time.GetUtcNow() });
                    _settled.Remove((subject.Digest, rung));
                    again.Add(rung);
                }
            }

            Report();
        }

        return again;
    }

    /// <summary>Why a release can run on no rung now; null when it can.</summary>
    public string? WhyNot(EngineSubject subject)
    {
        lock (_gate)
        {
            return subject.Rungs.Count == 0 || subject.Rungs.Contains(EngineRungs.Cpu)
                || subject.Rungs.Any(rung => IsBuilt(subject.Digest, rung))
                ? null
                : $"no rung serves yet ({EngineWords.Of(Rungs(subject))})";
        }
    }

    /// <summary>What runs a release.</summary>
    public EngineView View(EngineSubject subject)
    {
        lock (_gate)
        {
            IReadOnlyList<RungView> rungs = Rungs(subject);
            return new EngineView(_loaded.GetValueOrDefault(subject.Digest)?.Rung, EngineWords.Of(rungs), rungs);
        }
    }

    private List<RungView> Rungs(EngineSubject subject)
    {
        EngineUsed? engine = _loaded.GetValueOrDefault(subject.Digest);
        return [.. subject.Rungs.Select(rung => EngineWords.View(rung, engine, _records.GetValueOrDefault((subject.Digest, rung)), time.GetUtcNow()))];
    }

    private void Change(EngineSubject subject, string rung, Func<RungRecord?, RungRecord> change, bool settles = false)
    {
        lock (_gate)
        {
            Keep(change(_records.GetValueOrDefault((subject.Digest, rung))));
            if (settles)
            {
                _settled.Add((subject.Digest, rung));
            }

            Report();
        }
    }

    private void Abort(RungRecord record, string reason)
    {
        int aborts = record.Aborts + 1;
        bool ends = aborts >= AbortsMax;
        string told = ends
            ? $"{reason} That happened {aborts} times: it is not tried again until its software, the model or the GPU changes, or by edgectl model retry {record.Model}."
            : reason;
        Keep(record with { State = ends ? RungState.Quarantined : RungState.Aborted, Reason = told, Aborts = aborts, Since = time.GetUtcNow() });
        _settled.Remove((record.ModelDigest, record.Rung));
        if (ends)
        {
            _settled.Add((record.ModelDigest, record.Rung));
        }

        LogAborted(record.Model, record.ModelVersion, record.Rung, aborts, told);
    }

    private RungRecord Make(EngineSubject subject, string rung, RungState state, string? key, string? stage, string? reason, int aborts) =>
        new(subject.Model, subject.Version, subject.Digest, rung, state, key, stage, reason, aborts, time.GetUtcNow());

    private void Keep(RungRecord record)
    {
        _records[(record.ModelDigest, record.Rung)] = record;
        records.Write(record);
    }

    private void Report()
    {
        var views = _subjects.Select(subject => (Subject: subject, Rungs: Rungs(subject))).ToList();
        Say(FaultCatalogue.EngineBuilding, views.SelectMany(view => view.Rungs.Where(rung => rung.State == "building")
            .Select(rung => $"{view.Subject.Model} {view.Subject.Version} on {rung.Rung}")));
        Say(FaultCatalogue.RungQuarantined, views.SelectMany(view => view.Rungs.Where(rung => rung.State == "quarantined")
            .Select(rung => $"{view.Subject.Model} {view.Subject.Version} on {rung.Rung}: {rung.Reason}")));
        Say(FaultCatalogue.EngineLowerRung, views
            .Where(view => _loaded.TryGetValue(view.Subject.Digest, out EngineUsed? engine) && view.Subject.Rungs is [var best, ..] && best != engine.Rung)
            .Select(view => $"{view.Subject.Model} {view.Subject.Version}: {EngineWords.Of(view.Rungs)}"));
    }

    private void Say(Fault fault, IEnumerable<string> details)
    {
        string detail = string.Join(" ", details.Select(each => each.EndsWith('.') ? each : each + "."));
        if (detail.Length > 0)
        {
            faults.Raise(fault, detail);
        }
        else
        {
            faults.Clear(fault);
        }
    }

    [LoggerMessage(11010, LogLevel.Information, "Model {Model} {Version} passed every gate of {Rung}")]
    private partial void LogPassed(string model, string version, string rung);

    [LoggerMessage(11011, LogLevel.Warning, "Model {Model} {Version} was refused by {Rung}: {Reason}")]
    private partial void LogRefused(string model, string version, string rung, string reason);

    [LoggerMessage(11012, LogLevel.Error, "The trial of model {Model} {Version} on {Rung} was aborted, {Aborts} times now: {Reason}")]
    private partial void LogAborted(string model, string version, string rung, int aborts, string reason);

    [LoggerMessage(11013, LogLevel.Information, "The release {Digest} serves on {Rung}. Refused: {Refused}")]
    private partial void LogLoaded(string digest, string rung, string refused);
}
