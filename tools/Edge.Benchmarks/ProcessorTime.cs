namespace Edge.Benchmarks;

/// <summary>Processor time of this process, all threads together, in each stage: what does not depend on who else uses the machine.</summary>
internal sealed class ProcessorTime
{
    private readonly Dictionary<string, TimeSpan> _used = [];
    private string _stage = string.Empty;
    private TimeSpan _began = Environment.CpuUsage.TotalTime;

    /// <summary>A stage begins, and the one before it ends.</summary>
    public void Enter(string stage)
    {
        TimeSpan now = Environment.CpuUsage.TotalTime;
        _used[_stage] = Of(_stage) + (now - _began);
        (_stage, _began) = (stage, now);
    }

    /// <summary>Processor time of a stage so far.</summary>
    public TimeSpan Of(string stage) => _used.GetValueOrDefault(stage);
}
