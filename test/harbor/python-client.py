# Calls a Harbor API with the client harborapi, and prints which calls failed, as JSON.
import asyncio
import json
import os

from harborapi import HarborAsyncClient
from harborapi.models import (
    Configurations,
    Label,
    ProjectMetadata,
    ProjectReq,
    Repository,
    RobotCreate,
    RobotPermission,
    Access,
    Tag,
    UserCreationReq,
    UserGroup,
    UserProfile,
)

client = HarborAsyncClient(url=os.environ["API"], username=os.environ["NAME"], secret=os.environ["PASSWORD"])
done: list[str] = []
failed: list[str] = []


async def call(method: str, *args, **options):
    """Calls the client's method; what it raises is a failure of the server, or of its answer's shape."""
    try:
        answer = await getattr(client, method)(*args, **options)
        done.append(method)
        return answer
    except Exception as error:
        failed.append(f"{method}: {type(error).__name__}: {error}"[:400])
        return None


async def system() -> None:
    for method in ("ping", "health_check", "get_system_info", "get_system_volume_info", "get_statistics"):
        await call(method)
    for method in ("get_current_user", "get_current_user_permissions", "get_config", "get_audit_logs"):
        await call(method)
    await call("search", "lib")
    await call("update_config", Configurations(banner_message=""))


async def users() -> int:
    request = UserCreationReq(username="python", email="python@example.org", realname="P", password="Aa123456")
    await call("create_user", request)
    user = await call("get_user_by_username", "python")
    await call("get_users", query="username=~pyth", sort="-username")
    await call("search_users_by_username", "python")
    await call("update_user", user.user_id, UserProfile(realname="Python", email="python@example.org"))
    for flag in (True, False):
        await call("set_user_admin", user.user_id, flag)
    await call("set_user_password", user.user_id, new_password="Bb123456", old_password="Aa123456")
    return user.user_id


async def projects(user_id: int) -> None:
    await call("create_project", ProjectReq(project_name="python", public=True))
    await call("project_exists", "python")
    await call("get_project", "python")
    await call("get_projects", query="name=~pyth", sort="-name", limit=5)
    await call("update_project", "python", ProjectReq(metadata=ProjectMetadata(public="false", auto_scan="true")))
    for method in ("get_project_summary", "get_project_deletable", "get_project_metadata"):
        await call(method, "python")
    await call("set_project_metadata", "python", ProjectMetadata(severity="high"))
    await call("get_project_metadata_entry", "python", "public")
    await call("update_project_metadata_entry", "python", "severity", ProjectMetadata(severity="low"))
    await call("delete_project_metadata_entry", "python", "severity")
    await call("add_project_member_user", "python", user_id, 2)
    members = await call("get_project_members", "python")
    added = [member for member in members if member.entity_id == user_id][0]
    await call("get_project_member", "python", added.id)
    await call("update_project_member_role", "python", added.id, 3)
    await call("remove_project_member", "python", added.id)


async def labels_and_robots() -> None:
    await call("create_label", Label(name="python", scope="g", color="#FFFFFF"))
    [label] = await call("get_labels", name="python", scope="g")
    await call("add_artifact_label", "library", "app", "v1", label)
    await call("get_artifact", "library", "app", "v1", with_label=True)
    await call("delete_artifact_label", "library", "app", "v1", label.id)
    await call("update_label", label.id, Label(name="python", description="d"))
    await call("delete_label", label.id)
    access = [Access(resource="repository", action="pull")]
    permissions = [RobotPermission(kind="project", namespace="python", access=access)]
    request = RobotCreate(name="python", duration=30, level="project", permissions=permissions)
    robot = await call("create_robot", request)
    await call("get_robots", query="name=~pyth")
    await call("get_robot", robot.id)
    await call("refresh_robot_secret", robot.id, "Abcdefgh1234")
    await call("delete_robot", robot.id)


async def groups() -> None:
    await call("create_usergroup", UserGroup(group_name="python", group_type=3))
    [group] = [each for each in await call("get_usergroups") if each.group_name == "python"]
    await call("search_usergroups", "pyth")
    await call("get_usergroup", group.id)
    await call("update_usergroup", group.id, UserGroup(group_name="python-2", group_type=3))
    await call("delete_usergroup", group.id)


async def artifacts() -> None:
    await call("get_repositories")
    await call("get_repositories", "library")
    await call("update_repository", "library", "a/b", Repository(description="d"))
    for repository in ("app", "a/b"):
        await call("get_repository", "library", repository)
        await call("get_artifacts", "library", repository, with_tag=True, with_label=True, with_accessory=True)
        await call("get_artifact", "library", repository, "v1")
        await call("get_artifact_accessories", "library", repository, "v1")
        await call("get_artifact_build_history", "library", repository, "v1")
        await call("get_artifact_tags", "library", repository, "v1")
        await call("create_artifact_tag", "library", repository, "v1", Tag(name="v2"))
        await call("delete_artifact_tag", "library", repository, "v1", "v2")
    await call("copy_artifact", "python", "x/y", "library/a/b:v1")
    await call("get_artifact", "python", "x/y", "v1")
    await call("delete_artifact", "python", "x/y", "v1")
    await call("delete_repository", "python", "x/y")


async def main() -> None:
    await system()
    user_id = await users()
    await projects(user_id)
    await labels_and_robots()
    await groups()
    await artifacts()
    await call("delete_project", "python")
    await call("delete_user", user_id)
    print(json.dumps({"failed": failed, "done": done}))


asyncio.run(main())
