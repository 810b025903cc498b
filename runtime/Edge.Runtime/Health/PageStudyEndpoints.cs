using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Jobs;
using Edge.Runtime.Outbox;
using Edge.Runtime.Results;
using Edge.Runtime.Routing;
using Edge.Runtime.Store;
using Edge.Runtime.Studies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of studies and does about them.</summary>
internal static class PageStudyEndpoints
{
    /// <summary>Maps <c>/page/studies</c> and what belongs to one study, one job and one result.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/studies", static (StudyShelf shelf, string? text, string? state, string? show, string? after) =>
            PageAnswer.Of(shelf.List(text, state, show, after), PageJson.Default.StudyPage)).For(UserRole.Viewer);
        api.MapGet("/page/studies/{uid}", static IResult (string uid, StudyStories stories) =>
            stories.Find(uid) is { } story ? PageAnswer.Of(story, PageJson.Default.StudyStory) : Unknown(uid)).For(UserRole.Viewer);
        api.MapGet("/page/studies/{uid}/route", Explain).For(UserRole.Viewer);
        api.MapPost("/page/studies/{uid}/patient", Reveal).For(UserRole.Technician);
        api.MapPost("/page/studies/{uid}/complete", Complete).For(UserRole.Technician);
        api.MapGet("/page/results/{id}/picture", Picture).For(UserRole.Technician);
        api.MapPost("/page/jobs/{id:long}/retry", Retry).For(UserRole.Technician);
        api.MapPost("/page/jobs/{id:long}/cancel", Cancel).For(UserRole.Technician);
        api.MapPost("/page/outbox/{id:long}/send", SendAgain).For(UserRole.Technician);
    }

    private static JsonHttpResult<ApiError> Unknown(string uid) => PageAnswer.Refuse(StatusCodes.Status404NotFound, $"There is no study {uid}.");

    // What attributes hold may say who the patient is: the page shows only whether a rule held.
    private static IResult Explain(string uid, RouteExplainer explainer)
    {
        if (explainer.Explain(uid) is not { } explanation)
        {
            return Unknown(uid);
        }

        return PageAnswer.Of(
            explanation with
            {
                Units =
                [
                    .. explanation.Units.Select(unit => unit with
                    {
                        Routes = [.. unit.Routes.Select(route => route with { Predicates = [.. route.Predicates.Select(predicate => predicate with { Found = null })] })],
                    }),
                ],
            },
            EdgeJson.Default.RouteExplanation);
    }

    private static IResult Reveal(string uid, HttpContext context, PatientReader reader, ActionLog actions)
    {
        if (reader.Read(uid) is not { } patient)
        {
            return PageAnswer.Refuse(StatusCodes.Status404NotFound, "No object of this study is stored any more, or none can be read.");
        }

        actions.SawPatient(PageAnswer.Caller(context).Name, uid);
        return PageAnswer.Of(patient, PageJson.Default.PatientView);
    }

    private static IResult Complete(string uid, HttpContext context, StudyRows rows, StudyQueries queries, StageSignals signals, ActionLog actions)
    {
        string user = PageAnswer.Caller(context).Name;
        bool isDone = rows.Complete(uid, $"{user} said so");
        if (queries.Find(uid) is null)
        {
            return Unknown(uid);
        }

        if (!isDone)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "The objects of this study were removed by retention. Have it sent again.");
        }

        actions.Did(user, "Said on the page that a study is complete.", uid);
        signals.StudyComplete.Raise();
        return PageAnswer.Done("The study counts as complete; it is worked on now.");
    }

    private static IResult Picture(string id, HttpContext context, ResultQueries results, StudyStories stories, ActionLog actions)
    {
        if (results.StudyOf(id) is not { } study || stories.PictureOf(id) is var path && !File.Exists(path))
        {
            return PageAnswer.Refuse(StatusCodes.Status404NotFound, "This result has no picture.");
        }

        actions.SawPicture(PageAnswer.Caller(context).Name, study);
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.PhysicalFile(path, "image/png");
    }

    private static IResult Retry(long id, HttpContext context, JobRetry retry, ActionLog actions)
    {
        if (retry.Retry(id, out string? problem) is not { } runs)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, problem ?? $"Job {id} is gone.");
        }

        actions.Did(PageAnswer.Caller(context).Name, string.Create(CultureInfo.InvariantCulture, $"Had job {id} tried again, as job {runs}."));
        return PageAnswer.Done($"Job {runs} runs as soon as it is its turn.");
    }

    private static IResult Cancel(long id, HttpContext context, JobCancel cancel, ActionLog actions)
    {
        if (cancel.Cancel(id) is { } problem)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, problem);
        }

        actions.Did(PageAnswer.Caller(context).Name, string.Create(CultureInfo.InvariantCulture, $"Cancelled job {id}."));
        return PageAnswer.Done($"Job {id} is cancelled. Try again runs it after all.");
    }

    private static IResult SendAgain(long id, HttpContext context, OutboxTable table, StageSignals signals, ActionLog actions)
    {
        if (table.SendAgain(id) is not { } row)
        {
            return PageAnswer.Refuse(StatusCodes.Status404NotFound, $"There is nothing of number {id} to send any more.");
        }

        actions.Did(PageAnswer.Caller(context).Name, string.Create(CultureInfo.InvariantCulture, $"Had outbox row {id} sent again to {row.Destination}."));
        signals.OutboxFilled.Raise();
        return PageAnswer.Done("It is sent again now.");
    }
}
